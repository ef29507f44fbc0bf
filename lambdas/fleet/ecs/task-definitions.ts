import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Tag,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../../core/cluster';
import { containers } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';

/** Container → image, of a task definition by its ARN. */
export async function releaseOf(taskDefinition: string): Promise<Release> {
  const { containerDefinitions = [] } = await describe(taskDefinition);
  return Object.fromEntries(
    containerDefinitions.map(({ name = '', image = '' }) => [name, image] as const),
  );
}

/**
 * The task definition that differs from `current` in the images of `update` and in nothing else: the newest of its
 * family if that is it already, else a new one. Returns its ARN. Errors: `LockLost`.
 */
export async function withImages(
  lock: HeldLock,
  current: string,
  update: Release,
): Promise<string> {
  const next = nextRevision(await describe(current), update);
  const newest = await describe(next.family ?? current);
  if (newest.taskDefinitionArn && isDeepStrictEqual(nextRevision(newest, {}), next))
    return newest.taskDefinitionArn;
  await lock.prove();
  const { taskDefinition } = await containers.send(new RegisterTaskDefinitionCommand(next));
  return taskDefinition?.taskDefinitionArn ?? '';
}

type Described = TaskDefinition & { tags?: Tag[] };

/** What ECS tells of a task definition and will not be told. */
const toldOnly = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
]);

/** Everything that can be registered is kept, also what this code has never heard of. */
export function nextRevision(
  described: Described,
  update: Release,
): RegisterTaskDefinitionCommandInput {
  const { tags = [], containerDefinitions = [], ...rest } = described;
  const kept = Object.fromEntries(Object.entries(rest).filter(([field]) => !toldOnly.has(field)));
  return {
    ...(kept as Pick<RegisterTaskDefinitionCommandInput, 'family'>),
    containerDefinitions: containerDefinitions.map((container) => ({
      ...container,
      image: update[container.name ?? ''] ?? container.image,
    })),
    ...(tags.length > 0 && { tags }),
  };
}

/** By ARN, or the newest active one by its family. */
async function describe(taskDefinition: string): Promise<Described> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  const answer = await containers.send(command);
  return { ...answer.taskDefinition, tags: answer.tags };
}
