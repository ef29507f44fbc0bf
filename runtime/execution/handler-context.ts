import { TransshipError } from '../../core/errors';
import type { Context, StepContext, StepOptions } from '../context';
import type { Ask } from './asks';
import { StepIds } from './step-ids';

/** setTimeout's longest; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

function demandTime(what: string, milliseconds: number): void {
  if (milliseconds >= 0 && milliseconds <= LONGEST_MS) return;
  const message = `${what} is ${milliseconds} ms; it can be 0 to ${LONGEST_MS} ms (24 days).`;
  throw new TransshipError('InvalidOption', message);
}

/** A failure that is not awaited yet, or never, must not end the process and all else that runs in it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The context of one handler or branch: gives each call its id and asks for it. */
export function handlerContext(
  executionId: string,
  ask: (ask: Ask) => Promise<unknown>,
  ids: StepIds = new StepIds(),
): Context {
  return {
    executionId,

    step: <T>(
      name: string,
      work: (step: StepContext) => T | Promise<T>,
      options: StepOptions = {},
    ): Promise<T> =>
      handled(
        (async () => {
          demandTime(`timeoutMs of step ${name}`, options.timeoutMs ?? 0);
          return (await ask({ kind: 'step', id: ids.next(name), work, options })) as T;
        })(),
      ),

    wait: (name, milliseconds) =>
      handled(
        (async () => {
          demandTime(`Wait ${name}`, milliseconds);
          await ask({ kind: 'wait', id: ids.next(name), milliseconds });
        })(),
      ),

    branch: (name, body) =>
      handled((async () => body(handlerContext(executionId, ask, ids.branch(name))))()),
  };
}
