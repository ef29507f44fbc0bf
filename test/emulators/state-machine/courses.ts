import type { Json } from '../../../core/json';
import type { LambdaOutcome } from '../../../local/lambda';

/** What a Lambda answers; and what somebody answers by the token that it was given, if it was. */
export type Answer = LambdaOutcome & {
  word?: { output: string } | { error: string; cause: string };
};

/** What the Lambdas answer in one course of a state machine: by function and how often it was called before. */
export type Course = (functionName: string, times: number) => Answer;

const succeed = (payload: Json): LambdaOutcome => ({ ok: true, payload });
const fail = (errorType: string, errorMessage: string): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage,
});

const request = { cluster: 'shop', update: { orders: 'image' }, options: {} };
const takenOver = { cluster: 'shop', generation: 8, takenOver: true, waitSeconds: 2 };
const done = succeed({ done: true, waitSeconds: 0, problems: [] });
const notYet = succeed({ done: false, waitSeconds: 1, problems: [] });
const leftAsItWas = succeed({
  done: true,
  waitSeconds: 0,
  problems: ['First was left as it is.'],
});
const smooth: Record<string, LambdaOutcome> = {
  ValidateUpdate: succeed(request),
  AcquireLock: succeed({ generation: 7, takenOver: false, waitSeconds: 0 }),
  PlanUpgrade: succeed({
    instances: [
      { name: 'first', update: true },
      { name: 'second', update: false },
    ],
  }),
  PlanRollBack: succeed({ instances: [{ name: 'first', update: true }] }),
  TakeOverLock: succeed(takenOver),
};

/** Everything succeeds at once, but for what is said. */
const but =
  (others: Record<string, Answer | Course> = {}): Course =>
  (name, times) => {
    const answer = others[name] ?? smooth[name] ?? done;
    return typeof answer === 'function' ? answer(name, times) : answer;
  };

const until =
  (first: number, before: LambdaOutcome, after: LambdaOutcome): Course =>
  (_, times) =>
    times < first ? before : after;

const inTurn =
  (...answers: (LambdaOutcome | undefined)[]): Course =>
  (_, times) =>
    answers[times] ?? done;

const held = succeed({ lock: 'held', waited: 0, waitSeconds: 1 });
const free = succeed({ lock: 'free', waited: 1, waitSeconds: 0 });
const broken = fail('RolloutFailed', 'the container exits');
const lost = fail('LockLost', 'it was taken over');
const noAnswer = fail('StoreUnavailable', 'no answer');
const sticky = fail('ClusterNotReady', 'first is sticky');
const later = until(3, notYet, done);

const asked = succeed({ instance: 'first' });
const approved: Answer = { ...asked, word: { output: '{"by":"ada"}' } };
const refused: Answer = { ...asked, word: { error: 'ApprovalRefused', cause: 'not on a Friday' } };
const withApproval = (more: object = {}) => ({
  ValidateUpdate: succeed({
    ...request,
    options: { approval: 'beforeEach', approvalTimeoutSeconds: 3_600, ...more },
  }),
});

/** That it is to be rolled back if it fails. */
const withWayBack = {
  ValidateUpdate: succeed({ ...request, options: { onFailure: 'rollBack' } }),
};

/** Both are to be updated, so that what the second one has half done is rehearsed on the first. */
const withAnother = {
  PlanUpgrade: succeed({
    instances: [
      { name: 'first', update: true },
      { name: 'second', update: true },
    ],
  }),
};

const withHooks = {
  ValidateUpdate: succeed({
    ...request,
    hooks: ['beforeUpgrade', 'afterInstance', 'afterUpgrade', 'onRollBack'],
    options: { onFailure: 'rollBack' },
  }),
};
const withSmokeTest = {
  ValidateUpdate: succeed({
    ...request,
    hooks: ['smokeTest'],
    options: { onFailure: 'rollBack' },
  }),
};
const opened = succeed({ done: true, open: true, waitSeconds: 0 });
const hookFailed = fail('HookFailed', 'the schema is too narrow');

const upgrades: Record<string, Course> = {
  'all goes well': but(),
  'the update is refused': but({ ValidateUpdate: fail('InvalidUpdate', 'no such component') }),
  'another upgrade runs': but({ AcquireLock: fail('UpgradeInProgress', 'it is another’s') }),
  'another upgrade is waited for': but({ AcquireLock: inTurn(held, free, smooth.AcquireLock) }),
  'the lock is taken over': but({ AcquireLock: succeed(takenOver) }),
  'an approval is given': but({ ...withApproval(), AskForApproval: approved }),
  'an approval is refused': but({
    ...withApproval({ onFailure: 'rollBack' }),
    AskForApproval: refused,
  }),
  'hooks are asked, each until it is done': but({ ...withHooks, RunHook: until(2, notYet, done) }),
  'the first hook fails, and the one on roll back is asked': but({
    ...withHooks,
    RunHook: inTurn(hookFailed, done),
  }),
  'the last hook fails': but({ ...withHooks, RunHook: inTurn(done, done, hookFailed, done) }),
  'an instance is tested before its requests return': but({
    ...withSmokeTest,
    OpenForTesting: inTurn(notYet, opened),
    RunHook: until(2, notYet, done),
  }),
  'an instance that serves already is not tested': but({
    ...withSmokeTest,
    OpenForTesting: succeed({ done: true, open: false, waitSeconds: 0 }),
  }),
  'a test fails, and it is rolled back': but({
    ...withSmokeTest,
    OpenForTesting: opened,
    RunHook: hookFailed,
  }),
  'a roll back that was asked for asks its hook': but({
    ValidateUpdate: succeed({ ...request, update: {}, rollBack: true, hooks: ['onRollBack'] }),
  }),
  'everything takes several looks': but({
    ScaleOutTheOthers: later,
    ShiftRequestsAway: later,
    AwaitHandover: later,
    ApplyUpdate: until(1, notYet, done),
    AwaitRollout: later,
    ReturnRequests: later,
  }),
  'an instance is rehearsed before its requests return': but({
    ...withAnother,
    Rehearse: later,
  }),
  'a rehearsal fails, and it is rolled back': but({
    ...withAnother,
    ...withWayBack,
    Rehearse: fail('RehearsalFailed', 'its replay diverges'),
  }),
  'what is not to be rehearsed is not': but({
    ...withAnother,
    ValidateUpdate: succeed({ ...request, options: { rehearse: false } }),
  }),
  'a Lambda is tried again': but({ Drain: until(2, noAnswer, done) }),
  'a Lambda is tried in vain': but({ Drain: fail('PlatformUnavailable', 'no answer') }),
  'a rollout fails': but({ AwaitRollout: broken, RestoreServing: until(2, notYet, leftAsItWas) }),
  'planning fails, and restoring too': but({ PlanUpgrade: sticky, RestoreServing: noAnswer }),
  'a rollout fails, and is rolled back': but({
    ...withWayBack,
    AwaitRollout: until(1, broken, done),
  }),
  'a rollout fails, and so does its roll back': but({
    ...withWayBack,
    AwaitRollout: broken,
    RestoreServing: leftAsItWas,
  }),
  'a rollout fails, and no roll back can be planned': but({
    ...withWayBack,
    AwaitRollout: broken,
    PlanRollBack: sticky,
  }),
  'a rollout is rolled back, and scaling not resumed': but({
    ...withWayBack,
    AwaitRollout: until(1, broken, done),
    ResumeScaling: noAnswer,
  }),
  'the lock is not released': but({ ReleaseLock: lost }),
  'a rollout fails, and the lock is not released': but({ ApplyUpdate: broken, ReleaseLock: lost }),
};

const cleanUps: Record<string, Course> = {
  'nothing was left behind': but({ TakeOverLock: succeed({ ...takenOver, takenOver: false }) }),
  'all is put right, after several looks': but({ RestoreServing: until(2, notYet, done) }),
  'something is left as it is': but({ RestoreServing: leftAsItWas }),
  'the lock cannot be taken over': but({ TakeOverLock: noAnswer }),
  'nothing can be restored, and scaling not resumed': but({
    RestoreServing: noAnswer,
    ResumeScaling: noAnswer,
  }),
  'the lock is not freed': but({ ReleaseLock: noAnswer }),
  'another upgrade begins before all is restored': but({ RestoreServing: lost }),
  'another upgrade begins before scaling is resumed': but({ ResumeScaling: lost }),
  'another upgrade begins before the lock is freed': but({ ReleaseLock: lost }),
};

/** Each state machine with what it is started with, and courses that together come through all of its states. */
export const machines = {
  upgrade: { input: request as Json, courses: upgrades },
  'clean-up': {
    input: { detail: { executionArn: 'arn:ended', input: JSON.stringify(request) } } as Json,
    courses: cleanUps,
  },
};

export type MachineName = keyof typeof machines;

/** An answer for each invocation of one execution. */
export function follow(course: Course): (functionName: string) => Answer {
  const times = new Map<string, number>();
  return (functionName) => {
    const before = times.get(functionName) ?? 0;
    times.set(functionName, before + 1);
    return course(functionName, before);
  };
}
