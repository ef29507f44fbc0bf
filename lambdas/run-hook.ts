import { TransshipError } from '../core/errors';
import {
  type HookPoint,
  type HookRequest,
  TEST_HEADER,
  hookFailed,
  isHookDone,
} from '../core/hook';
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
export const handler = underLock(
  async ({ event, cluster, lock }: Work<Event>): Promise<Progress> => {
    const { hook, execution, update, instance, progress } = event;
    const waited = secondsWaited(progress);
    const configured = cluster.hooks?.[hook];
    // It was there when the upgrade began.
    if (!configured) return { done: true, hook, waited, waitSeconds: 0 };

    const request: HookRequest = {
      hook,
      cluster: cluster.name,
      execution,
      generation: lock.generation,
      update,
      ...(instance && { instance: instance.name }),
      // Read here: what stands in the state machine's history is no secret.
      ...(hook === 'smokeTest' && {
        test: { header: TEST_HEADER, value: await readTestValue(cluster) },
      }),
      waited,
    };
    await lock.prove();
    const said = await askFunction(configured.function, request);
    const done = said !== 'silent' && isDone(hook, said);
    const left = configured.timeoutSeconds - waited;
    if (!done && left <= 0)
      throw new TransshipError(
        'HookTimedOut',
        `Hook ${hook} was not done within ${configured.timeoutSeconds} s.`,
      );
    const waitSeconds = done
      ? 0
      : Math.min(left, Math.max(SOONEST_HOOK_LOOK_SECONDS, nextWait(waited)));
    return { done, hook, waited, waitSeconds };
  },
);

function isDone(hook: HookPoint, said: Exclude<Said, 'silent'>): boolean {
  if ('error' in said) throw hookFailed(hook, `its function ended with ${said.error}`);
  return isHookDone(hook, said.answer);
}
