import type { Json } from '../../../core/json';

/**
 * What the shop's handlers need of whoever runs them: the part of the runtime's context that they use. It is
 * written down here so that the same handlers also run without Transship (see plain/).
 */
export interface Context {
  readonly executionId: string;
  step<T extends Json>(name: string, run: (step: StepContext) => Promise<T>): Promise<T>;
  wait(name: string, ms: number): Promise<void>;
  branch<T>(name: string, run: (branch: Context) => Promise<T>): Promise<T>;
}

export interface StepContext {
  /** The same at each run of the step, on any node. */
  idempotencyKey: string;
  /** Aborts when the step has lost the right to go on. */
  signal: AbortSignal;
}

export type Handler = (ctx: Context, input: unknown) => Promise<Json>;
