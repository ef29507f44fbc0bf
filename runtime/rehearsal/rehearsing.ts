import type { RehearsalPart } from '../../core/rehearsal';
import { type PrepareOptions, prepare } from './prepare';
import { rehearseShare } from './share';

export interface RehearsingOptions extends Omit<PrepareOptions, 'signal'> {
  /** Tells that it is done, out of turn. */
  report: () => Promise<void>;
}

/** One try to do a part. */
interface Attempt {
  rehearsal: string;
  ending: AbortController;
  ended: Promise<void>;
}

/** This node's part in rehearsals: one at a time, beside whatever else it does. */
export class Rehearsing {
  /** The rehearsal in which it has last done its part. */
  #done = '';
  #attempt: Attempt | undefined;

  constructor(private readonly options: RehearsingOptions) {}

  get done(): string {
    return this.#done;
  }

  /** Begins what it is asked for, unless that is done or under way. What it is asked for no longer, it ends. */
  follow(part: RehearsalPart | undefined): void {
    if (this.#attempt) {
      if (part?.id !== this.#attempt.rehearsal) this.#attempt.ending.abort();
      return;
    }
    if (!part || part.id === this.#done) return;
    const ending = new AbortController();
    const ended = this.#do(part, ending.signal)
      // Asked for again at the next look.
      .catch(this.options.onTrouble)
      .finally(() => (this.#attempt = undefined));
    this.#attempt = { rehearsal: part.id, ending, ended };
  }

  /** Ends what is under way; to be called once nothing is followed any more. */
  async stop(): Promise<void> {
    this.#attempt?.ending.abort();
    await this.#attempt?.ended;
  }

  async #do(part: RehearsalPart, signal: AbortSignal): Promise<void> {
    const { slot, rehearsals, report } = this.options;
    const options = { ...this.options, signal };
    if (part.part === 'prepare') await prepare(part, options);
    else if (part.slots.includes(slot)) {
      const share = await rehearseShare(part, options);
      if (!signal.aborted) await rehearsals.tell(part.id, slot, share, { signal });
    }
    if (signal.aborted) return;
    this.#done = part.id;
    await report();
  }
}
