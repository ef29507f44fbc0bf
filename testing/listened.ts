import type { Json } from '../core/json';
import { toFailure, toJson } from '../runtime/execution/values';
import type { Service } from '../runtime/service';

/** An error that a step has thrown may have such a name too: thrown again it is an `Error`, whatever its name. */
const OF_JAVASCRIPT = ['TypeError', 'ReferenceError', 'SyntaxError'];

const told = (error: unknown): string => {
  const { name, message } = toFailure(error);
  return `${name}: ${message}`;
};

/** How a handler has ended, as far as it has. */
class Ended {
  #how: { returned: unknown } | { thrown: unknown } | undefined;

  /** Notes it. */
  async by<T>(running: () => T | Promise<T>): Promise<T> {
    try {
      const returned = await running();
      this.#how = { returned };
      return returned;
    } catch (thrown) {
      this.#how = { thrown };
      throw thrown;
    }
  }

  /** `CardRefused: no money`; undefined: it has not ended with an error. */
  get error(): string | undefined {
    return this.#how && 'thrown' in this.#how ? told(this.#how.thrown) : undefined;
  }

  /** What is wrong with that end, by what `check` throws; or if it was an error that JavaScript throws by itself. */
  async complaint(check: (result: Json) => unknown): Promise<string | undefined> {
    if (!this.#how) return undefined;
    if ('thrown' in this.#how) {
      const { thrown } = this.#how;
      const isBroken = thrown instanceof Error && OF_JAVASCRIPT.includes(thrown.constructor.name);
      return isBroken ? `The handler ends with ${told(thrown)}` : undefined;
    }
    try {
      await check(toJson(this.#how.returned, 'The result'));
      return undefined;
    } catch (error) {
      return `Its result is not right: ${told(error)}`;
    }
  }
}

/** The service as it is, and how its handler ends. */
export function listened(service: Service): { handled: Service; ended: Ended } {
  const ended = new Ended();
  const handled: Service = {
    ...service,
    handler: (context, input) => ended.by(() => service.handler(context, input)),
  };
  return { handled, ended };
}
