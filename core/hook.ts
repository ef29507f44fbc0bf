import type { Release } from './cluster';

/** Where an upgrade runs a function of the cluster's owner. */
export const hookPoints = [
  'beforeUpgrade',
  'smokeTest',
  'afterInstance',
  'afterUpgrade',
  'onRollBack',
] as const;

export type HookPoint = (typeof hookPoints)[number];

/** A Lambda function that an upgrade asks until it says that it is done. */
export interface Hook {
  /** ARN of the function. */
  function: string;
  /** How long it may say that it is not done yet, in seconds of waiting. */
  timeoutSeconds: number;
}

export type Hooks = Partial<Record<HookPoint, Hook>>;

/** A rule for tests leads requests with this header to the instance that is tested. */
export const TEST_HEADER = 'Transship-Test';

/** What a hook's function is given. It may be asked more than once for the same point of the same upgrade. */
export interface HookRequest {
  hook: HookPoint;
  cluster: string;
  /** ARN of the state machine's execution. */
  execution: string;
  /** Of the upgrade's lock: a later upgrade's is greater. */
  generation: number;
  /** Component → artifact; empty for a roll back that was asked for. */
  update: Release;
  /** Of `smokeTest`: the instance that is tested; of `afterInstance`: the one that serves again. */
  instance?: string;
  /** Of `smokeTest`: requests with this header reach the instance, which gets no others. */
  test?: { header: string; value: string };
  /** Seconds for which it has said that it is not done yet; 0 when it is asked for the first time. */
  waited: number;
}

/** What a hook's function answers, as the lifecycle hooks of ECS deployments do. */
export interface HookAnswer {
  hookStatus: 'SUCCEEDED' | 'IN_PROGRESS' | 'FAILED';
  /** Why it has failed, for people. */
  reason?: string | undefined;
}
