import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../core/clock';
import type { Outcome, Result } from '../../core/execution';
import type { Json } from '../../core/json';
import type { Context } from '../context';
import type { Service } from '../service';
import { type Ask, Asks } from './asks';
import { handlerContext } from './handler-context';
import { copyOf, settle, toFailure } from './values';

/**
 * So often a replay looks, while the handler waits for steps, whether it has come to the one that was recorded, before
 * it has diverged: a branch may be doing something of its own in between. Counted, because time goes on in a process
 * that stands still.
 */
const REPLAY_LOOKS = 200;
export const REPLAY_PAUSE_MS = 5;

/** What a replay met in place of what was recorded. */
export interface Divergence {
  /** The step or wait that was recorded next. */
  expected: string;
  /** What the handler asks for; none: it has ended. */
  met: string[];
}

/** A handler at work: what it asks for and has not been told, and how it ended. */
export class Handling {
  readonly asks = new Asks();
  result: Result | undefined;
  /** Called whenever it has asked for something, or ended. */
  onChange: () => void = () => undefined;

  constructor(service: Service, executionId: string, input: Json) {
    const ask = (asked: Ask): Promise<unknown> => {
      const answer = this.asks.add(asked);
      this.onChange();
      return answer;
    };
    const context: Context = handlerContext(executionId, ask);
    Promise.resolve()
      .then(() => service.handler(context, copyOf(input)))
      .then((value) => settle(value, `The result of ${service.name}`))
      .catch((error: unknown): Result => ({ ok: false, error: toFailure(error) }))
      .then((result) => {
        this.result = result;
        this.onChange();
      })
      .catch(() => undefined);
  }

  /**
   * Tells the handler what was recorded: one outcome at a time, each with all that follows from it, exactly as they were
   * told the first time. `left`: given up, because `isOver` says so, asked once a look.
   */
  async replay(
    outcomes: Outcome[],
    { clock, isOver }: { clock: Clock; isOver: () => boolean },
  ): Promise<'through' | 'left' | Divergence> {
    for (const outcome of outcomes) {
      if (outcome.forgotten) continue;
      await turn();
      for (let looks = 0; !this.asks.met(outcome);) {
        if (isOver()) return 'left';
        if (this.result || looks > REPLAY_LOOKS) return this.#inPlaceOf(outcome);
        if (this.asks.all.length > 0) looks += 1;
        await clock.sleep(REPLAY_PAUSE_MS);
      }
      this.asks.deliver(outcome);
    }
    await turn();
    return 'through';
  }

  /** A handler that does something of its own before its next step is given the time that a replay gives it. */
  async comesToSomething(clock: Clock): Promise<void> {
    for (let looks = 0; looks < REPLAY_LOOKS; looks++) {
      if (this.result || this.asks.all.length > 0) return;
      await clock.sleep(REPLAY_PAUSE_MS);
    }
  }

  #inPlaceOf({ id }: Outcome): Divergence {
    return { expected: id, met: this.result ? [] : this.asks.all.map((ask) => ask.id) };
  }
}

/** `"charge" was recorded next, and the handler asks for "pay"`. */
export const divergenceText = ({ expected, met }: Divergence): string => {
  const asks = met.map((id) => `"${id}"`).join(', ');
  return `"${expected}" was recorded next, and the handler ${asks === '' ? 'has ended' : `asks for ${asks}`}`;
};
