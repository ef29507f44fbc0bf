import type { Outcome } from '../../core/execution';
import type { StepOptions } from '../context';
import type { Work } from './step';
import { copyOf, toError } from './values';

/** What a handler has asked for and not yet been told. */
export type Ask =
  | { kind: 'step'; id: string; work: Work; options: StepOptions }
  | { kind: 'wait'; id: string; milliseconds: number; until?: number };

interface Open {
  ask: Ask;
  started: boolean;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** The open asks of one execution, in the order in which they came. */
export class Asks {
  readonly #open = new Map<string, Open>();
  readonly #met = new Map<string, Ask['kind']>();

  /** An ask that is abandoned with its handler is never answered: unwinding it would run the user's `catch`. */
  add(ask: Ask): Promise<unknown> {
    this.#met.set(ask.id, ask.kind);
    return new Promise((resolve, reject) => {
      this.#open.set(ask.id, { ask, started: false, resolve, reject });
    });
  }

  /** Whether the handler has come to this outcome's step or wait. */
  met(outcome: Outcome): boolean {
    return this.#met.get(outcome.id) === (outcome.kind === 'step' ? 'step' : 'wait');
  }

  /** Tells the handler an outcome. `begun` only notes until when a wait lasts. */
  deliver(outcome: Outcome): void {
    const open = this.#open.get(outcome.id);
    if (!open) return;
    if (outcome.kind === 'begun') {
      if (open.ask.kind === 'wait') open.ask.until = outcome.until;
      return;
    }
    this.#open.delete(outcome.id);
    if (outcome.kind === 'wait') open.resolve(undefined);
    else if (outcome.result.ok) open.resolve(copyOf(outcome.result.value));
    else open.reject(toError(outcome.result.error));
  }

  /** Those that are not under way yet; from now on they are. */
  start(): Ask[] {
    const waiting = [...this.#open.values()].filter(({ started }) => !started);
    for (const open of waiting) open.started = true;
    return waiting.map(({ ask }) => ask);
  }

  get all(): Ask[] {
    return [...this.#open.values()].map(({ ask }) => ask);
  }
}
