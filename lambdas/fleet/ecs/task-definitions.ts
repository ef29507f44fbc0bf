import {
  ClientException,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import type { EcsFleetConfiguration, Release } from '../../../core/cluster';
import { TransshipError } from '../../../core/errors';
import type { Upcoming } from '../../../core/plan';
import { containers } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import {
  type Described,
  afterBlueprint,
  areAlike as runAlike,
  blueprintOf,
  imagesOf,
  nextRevision,
} from './revision';

/** Container → image, of a task definition by its ARN. */
export const releaseOf = async (taskDefinition: string): Promise<Release> =>
  imagesOf(await describe(taskDefinition));

/** What follows a task definition with an update of nothing. Errors: `ClusterNotReady` if the blueprint is gone. */
export async function upcoming(
  { blueprint: family }: EcsFleetConfiguration,
  current: string,
): Promise<Upcoming> {
  const running = await describe(current);
  const blueprint = family === undefined ? undefined : await describeBlueprint(family);
  if (!blueprint) return { release: imagesOf(running), changed: false };
  const next = afterBlueprint(blueprint, running, {});
  const changed =
    blueprintOf(running) !== blueprint.taskDefinitionArn &&
    !runAlike(next, nextRevision(running, {}));
  return { release: imagesOf({ containerDefinitions: next.containerDefinitions }), changed };
}

/**
 * The task definition that follows `current`: as the blueprint is, or else as `current` is, with the images that run,
 * replaced by those of `update`. The newest of its family if that is it already, else a new one. Returns its ARN.
 * Errors: `LockLost`, `ClusterNotReady` if the blueprint is gone.
 */
export async function define(
  lock: HeldLock,
  { blueprint }: EcsFleetConfiguration,
  current: string,
  update: Release,
): Promise<string> {
  const running = await describe(current);
  const next =
    blueprint === undefined
      ? nextRevision(running, update)
      : afterBlueprint(await describeBlueprint(blueprint), running, update);
  return newestAs(lock, next);
}

/** Tasks of either would run alike. Errors: `ClusterNotReady` if one of them is gone. */
export async function areAlike(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const [it, theOther] = await Promise.all([describeRecorded(one), describeRecorded(other)]);
  return runAlike(nextRevision(it, {}), nextRevision(theOther, {}));
}

/**
 * What a fleet goes back to a former task definition with: the newest of its family if that is like it, else its
 * content registered again, because an inactive revision is not deployed, and one that is not the newest is not what
 * the family's name means. Errors: `LockLost`, `ClusterNotReady` if the former one is gone.
 */
export const redefine = async (lock: HeldLock, former: string): Promise<string> =>
  newestAs(lock, nextRevision(await describeRecorded(former), {}));

/** The ARN of the newest of a family if it is so, else of a new one. Errors: `LockLost`. */
async function newestAs(
  lock: HeldLock,
  wanted: RegisterTaskDefinitionCommandInput,
): Promise<string> {
  const newest = await describeNewest(wanted.family ?? '');
  const isThere =
    newest !== undefined &&
    blueprintOf(newest) === blueprintOf(wanted) &&
    runAlike(nextRevision(newest, {}), wanted);
  if (isThere && newest.taskDefinitionArn) return newest.taskDefinitionArn;
  await lock.prove();
  const { taskDefinition } = await containers.send(new RegisterTaskDefinitionCommand(wanted));
  return taskDefinition?.taskDefinitionArn ?? '';
}

/**
 * Makes a task definition the newest active one of its family, which is what deployments by the family's name find:
 * later ones that were made from the instance's blueprint, and given up, are deregistered. Errors: `LockLost`.
 */
export async function settle(
  lock: HeldLock,
  { blueprint }: EcsFleetConfiguration,
  current: string,
): Promise<void> {
  // Without a blueprint the family is not the upgrade's own.
  if (blueprint === undefined) return;
  const { family, revision } = partsOf(current);
  const later: string[] = [];
  const pages = paginateListTaskDefinitions(
    { client: containers },
    { familyPrefix: family, status: 'ACTIVE', sort: 'DESC' },
  );
  for await (const { taskDefinitionArns = [] } of pages) {
    const own = taskDefinitionArns.filter((arn) => partsOf(arn).family === family);
    later.push(...own.filter((arn) => partsOf(arn).revision > revision));
    // The newest come first, and a family may have thousands.
    if (own.some((arn) => partsOf(arn).revision <= revision)) break;
  }
  for (const taskDefinition of later) {
    const origin = blueprintOf(await describe(taskDefinition));
    if (origin === undefined || partsOf(origin).family !== blueprint) continue;
    await lock.prove();
    await containers.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
  }
}

async function describe(taskDefinition: string): Promise<Described> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  const answer = await containers.send(command);
  return { ...answer.taskDefinition, tags: answer.tags };
}

/** The newest active one of a family, or the one of an ARN; undefined if there is none. */
async function describeNewest(family: string): Promise<Described | undefined> {
  try {
    return await describe(family);
  } catch (error) {
    if (error instanceof ClientException) return undefined;
    throw error;
  }
}

async function describeRecorded(taskDefinition: string): Promise<Described> {
  const recorded = await describeNewest(taskDefinition);
  if (recorded) return recorded;
  const message = `The task definition ${taskDefinition}, which is to be gone back to, is not there any more. Start an update to a release that is good.`;
  throw new TransshipError('ClusterNotReady', message);
}

async function describeBlueprint(family: string): Promise<Described> {
  const blueprint = await describeNewest(family);
  if (blueprint) return blueprint;
  const message = `There is no active task definition of the family ${family}, which is to be the blueprint. Deploy the cluster again.`;
  throw new TransshipError('ClusterNotReady', message);
}

/** …:task-definition/FAMILY:REVISION */
function partsOf(arn: string): { family: string; revision: number } {
  const [family = '', revision] = arn.split('/').at(-1)?.split(':') ?? [];
  return { family, revision: Number(revision) };
}
