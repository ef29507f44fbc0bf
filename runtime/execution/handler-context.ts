import { TransshipError } from '../../core/errors';
import type { Context, StepContext, StepOptions } from '../context';
import type { Ask } from './asks';
import { StepIds } from './step-ids';

/** setTimeout's longest; a longer wait would end at once. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The context of one handler or branch: gives each call its id and asks for it. */
export function handlerContext(
  executionId: string,
  ask: (ask: Ask) => Promise<unknown>,
  ids: StepIds = new StepIds(),
): Context {
  return {
    executionId,

    step: async <T>(
      name: string,
      work: (step: StepContext) => T | Promise<T>,
      options: StepOptions = {},
    ): Promise<T> => (await ask({ kind: 'step', id: ids.next(name), work, options })) as T,

    wait: async (name, milliseconds) => {
      if (!(milliseconds >= 0 && milliseconds <= LONGEST_WAIT_MS))
        throw new TransshipError(
          'InvalidOption',
          `Wait ${name} is of ${milliseconds} ms; it can be 0 to ${LONGEST_WAIT_MS} ms (24 days).`,
        );
      await ask({ kind: 'wait', id: ids.next(name), milliseconds });
    },

    branch: async (name, body) => body(handlerContext(executionId, ask, ids.branch(name))),
  };
}
