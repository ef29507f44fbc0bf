import { toFailure } from '../runtime/execution/values';
import type { Service } from '../runtime/service';

/** An error that a step has thrown may have such a name too: thrown again it is an `Error`, whatever its name. */
const OF_JAVASCRIPT = ['TypeError', 'ReferenceError', 'SyntaxError'];

/** What a handler has ended with, if that was an error. */
export interface Ended {
  /** `CardRefused: no money`; undefined: it has not ended so. */
  with(): string | undefined;
  /** Whether JavaScript throws such errors by itself. */
  isBroken(): boolean;
}

/** The service as it is, and what its handler has ended with. */
export function listened(service: Service): { handled: Service; ended: Ended } {
  let thrown: { error: unknown } | undefined;
  const handled: Service = {
    ...service,
    handler: async (context, input) => {
      try {
        return await service.handler(context, input);
      } catch (error) {
        thrown = { error };
        throw error;
      }
    },
  };
  const ended: Ended = {
    with() {
      if (!thrown) return undefined;
      const { name, message } = toFailure(thrown.error);
      return `${name}: ${message}`;
    },
    isBroken: () =>
      thrown?.error instanceof Error && OF_JAVASCRIPT.includes(thrown.error.constructor.name),
  };
  return { handled, ended };
}
