import type { Json } from '../../../core/json';
import type { LambdaOutcome } from '../../../local/lambda';

/** What the Lambdas answer in one course of an upgrade: by function and how often it was called before. */
export type Course = (functionName: string, times: number) => LambdaOutcome;

export const request = { cluster: 'shop', update: { orders: 'image' }, options: {} };

const succeed = (payload: Json): LambdaOutcome => ({ ok: true, payload });
const fail = (errorType: string, errorMessage: string): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage,
});

const done = succeed({ done: true, waitSeconds: 0, problems: [] });
const notYet = succeed({ done: false, waitSeconds: 1, problems: [] });
const smooth: Record<string, LambdaOutcome> = {
  ValidateUpdate: succeed(request),
  AcquireLock: succeed({ generation: 7, takenOver: false, waitSeconds: 0 }),
  PlanUpgrade: succeed({
    instances: [
      { name: 'first', update: true },
      { name: 'second', update: false },
    ],
  }),
};

/** Everything succeeds at once, but for what is said. */
const but =
  (others: Record<string, LambdaOutcome | Course> = {}): Course =>
  (name, times) => {
    const answer = others[name] ?? smooth[name] ?? done;
    return typeof answer === 'function' ? answer(name, times) : answer;
  };

const until =
  (first: number, before: LambdaOutcome, after: LambdaOutcome): Course =>
  (_, times) =>
    times < first ? before : after;

const broken = fail('RolloutFailed', 'the container exits');
const later = until(3, notYet, done);

/** Together they come through every state. */
export const courses: Record<string, Course> = {
  'all goes well': but(),
  'the update is refused': but({ ValidateUpdate: fail('InvalidUpdate', 'no such component') }),
  'another upgrade runs': but({ AcquireLock: fail('UpgradeInProgress', 'it is another’s') }),
  'the lock is taken over': but({
    AcquireLock: succeed({ generation: 8, takenOver: true, waitSeconds: 2 }),
  }),
  'everything takes several looks': but({
    ShiftRequestsAway: later,
    AwaitHandover: later,
    ApplyUpdate: until(1, notYet, done),
    AwaitRollout: later,
    ReturnRequests: later,
  }),
  'a Lambda is tried again': but({
    Drain: until(2, fail('StoreUnavailable', 'no answer'), done),
  }),
  'a Lambda is tried in vain': but({ Drain: fail('PlatformUnavailable', 'no answer') }),
  'a rollout fails': but({
    AwaitRollout: broken,
    RestoreServing: until(
      2,
      notYet,
      succeed({ done: true, waitSeconds: 0, problems: ['First was left as it is.'] }),
    ),
  }),
  'planning fails, and restoring too': but({
    PlanUpgrade: fail('ClusterNotReady', 'first is sticky'),
    RestoreServing: fail('StoreUnavailable', 'no answer'),
  }),
  'the lock is not released': but({ ReleaseLock: fail('LockLost', 'it was taken over') }),
  'a rollout fails, and the lock is not released': but({
    ApplyUpdate: broken,
    ReleaseLock: fail('LockLost', 'it was taken over'),
  }),
};

/** An answer for each invocation of one execution. */
export function follow(course: Course): (functionName: string) => LambdaOutcome {
  const times = new Map<string, number>();
  return (functionName) => {
    const before = times.get(functionName) ?? 0;
    times.set(functionName, before + 1);
    return course(functionName, before);
  };
}
