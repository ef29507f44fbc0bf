/** What a handler is given, to do its work in steps. */
export interface Context {
  /** The execution's unguessable id, the same on every node and release. */
  readonly executionId: string;
  /**
   * Runs `work` once its turn comes, records its outcome and answers with it; on another node or release the recorded
   * outcome answers instead, thrown errors included. The value is what JSON makes of it.
   *
   * Names need not be unique: a name met again gets a number. What is done between steps must depend on nothing but
   * the input and outcomes, since it is done again at each replay.
   *
   * Errors: what `work` throws; `StepTimedOut`; `ValueNotSerializable`; `ValueTooLarge`; `InvalidOption`.
   */
  step<T>(
    name: string,
    work: (step: StepContext) => T | Promise<T>,
    options?: StepOptions,
  ): Promise<T>;
  /** Waits, over moves too: counted from when it was first begun, in milliseconds. */
  wait(name: string, milliseconds: number): Promise<void>;
  /** A scope of its own for step names, for branches that run side by side: `Promise.all([ctx.branch(…), …])`. */
  branch<T>(name: string, body: (branch: Context) => Promise<T>): Promise<T>;
}

export interface StepContext {
  /** The same for each run of this step, on whatever node or release: hand it to whatever has the side effect. */
  readonly idempotencyKey: string;
  /** Aborts when the step is out of time, or when another node has taken the execution over; never for a drain. */
  readonly signal: AbortSignal;
}

export interface StepOptions {
  /** How long the step may take, in ms; then it fails with `StepTimedOut`. It bounds how long a drain takes. Default 60,000. */
  timeoutMs?: number;
}
