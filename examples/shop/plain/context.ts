import { type Clock, systemClock } from '../../../core/clock';
import type { Context } from '../domain/context';

const neverAborted = new AbortController().signal;

/** Runs a handler as if it had called its steps itself: nothing is saved, nothing can be moved. */
export function plainContext(executionId: string, clock: Clock = systemClock): Context {
  const context: Context = {
    executionId,
    step: (name, run) => run({ idempotencyKey: `${executionId}/${name}`, signal: neverAborted }),
    wait: (_name, ms) => clock.sleep(ms),
    branch: (_name, run) => run(context),
  };
  return context;
}
