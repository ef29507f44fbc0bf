import { TransshipError } from '../core/errors';
import { type HookPoint, type HookRequest, TEST_HEADER } from '../core/hook';
import { hookFailed, isHookDone } from '../core/hook-answer';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { type Said, askFunction } from './aws/functions';
import { readTestValue } from './aws/test-rules';
import type { Again, UpgradeEvent } from './events';
import { type Work, underLock } from './lambda';

/** As rarely as ECS asks its hooks, so that the longest ones leave room in an execution's history. */
export const SOONEST_HOOK_LOOK_SECONDS = 30;

interface Progress extends Waiting {
  done: boolean;
  hook: HookPoint;
}

interface Event extends UpgradeEvent, Again<Progress> {
  hook: HookPoint;
  /** The one that the hook is about, where it is for an instance. */
  instance?: { name: string };
}

/** Asks the function that the cluster's owner has for this point of an upgrade, until it is done. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster } = work;
  const { hook, instance, progress } = event;
  const waited = secondsWaited(progress);
  const configured = cluster.hooks?.[hook];
  // It was there when the upgrade began.
  if (!configured) return { done: true, hook, waited, waitSeconds: 0 };

  const asked = instance ? `${hook} of ${instance.name}` : hook;
  const said = await ask(work, configured.function, waited);
  const done = said !== 'silent' && isDone(asked, said);
  const left = configured.timeoutSeconds - waited;
  if (!done && left <= 0)
    throw new TransshipError(
      'HookTimedOut',
      `Hook ${asked} was not done within ${configured.timeoutSeconds} s.`,
    );
  const waitSeconds = done
    ? 0
    : Math.min(left, Math.max(SOONEST_HOOK_LOOK_SECONDS, nextWait(waited)));
  return { done, hook, waited, waitSeconds };
});

async function ask(
  { event, cluster, lock }: Work<Event>,
  functionArn: string,
  waited: number,
): Promise<Said> {
  const { hook, execution, update, instance } = event;
  const { generation } = lock;
  const request = { hook, cluster: cluster.name, execution, generation, update, waited };
  const about: HookRequest = { ...request, ...(instance && { instance: instance.name }) };
  const value = hook === 'smokeTest' ? await readTestValue(cluster) : undefined;
  await lock.prove();
  if (value === undefined) return askFunction(functionArn, about);
  const test = { header: TEST_HEADER, value };
  return withoutValue(value, await askFunction(functionArn, { ...about, test }));
}

/** What it says is passed on, to logs and the state machine's history, where the key to an instance has no place. */
const withoutValue = (value: string, said: Said): Said =>
  JSON.parse(JSON.stringify(said).replaceAll(value, '…')) as Said;

function isDone(hook: string, said: Exclude<Said, 'silent'>): boolean {
  if ('error' in said) throw hookFailed(hook, `its function ended with ${said.error}`);
  return isHookDone(hook, said.answer);
}
