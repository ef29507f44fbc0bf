import { createHash } from 'node:crypto';
import type { Clock } from '../../core/clock';
import { TransshipError } from '../../core/errors';
import type { Result } from '../../core/execution';
import { type Renaming, firstNameOf } from '../../core/recorded';
import type { StepContext, StepOptions } from '../context';
import { settle, toFailure } from './values';

export const DEFAULT_STEP_TIMEOUT_MS = 60_000;

export type Work = (step: StepContext) => unknown;

/** Free of node, epoch and release; a hash, because an execution's id is its secret address. */
const idempotencyKey = (executionId: string, name: string): string =>
  createHash('sha256').update(`${executionId}/${name}`).digest('base64url');

/** Runs a step's work to its outcome; never rejects. */
export async function runStep(
  executionId: string,
  stepId: string,
  work: Work,
  { timeoutMs = DEFAULT_STEP_TIMEOUT_MS }: StepOptions,
  { clock, lost, renamings }: { clock: Clock; lost: AbortSignal; renamings: Renaming[] },
): Promise<Result> {
  const timeout = new AbortController();
  const done = new AbortController();
  const step = {
    idempotencyKey: idempotencyKey(executionId, firstNameOf(stepId, renamings)),
    signal: AbortSignal.any([lost, timeout.signal]),
  };
  const worked = Promise.resolve()
    .then(() => work(step))
    .then(
      (value) => settle(value, `The outcome of step ${stepId}`),
      (error: unknown): Result => ({ ok: false, error: toFailure(error) }),
    );
  const timedOut = clock.sleep(timeoutMs, done.signal).then((): Result => {
    const error = new TransshipError('StepTimedOut', `Step ${stepId} took over ${timeoutMs} ms.`);
    if (!done.signal.aborted) timeout.abort(error);
    return { ok: false, error: toFailure(error) };
  });
  const result = await Promise.race([worked, timedOut]);
  done.abort();
  return result;
}
