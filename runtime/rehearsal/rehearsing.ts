import type { RehearsalPart } from '../../core/rehearsal';
import { type PrepareOptions, prepare } from './prepare';
import { rehearseShare } from './share';

export interface RehearsingOptions extends PrepareOptions {
  /** Tells that it is done, out of turn. */
  report: () => Promise<void>;
  onTrouble: (error: unknown) => void;
}

/** This node's part in rehearsals: one at a time, beside whatever else it does. */
export class Rehearsing {
  /** The rehearsal in which it has last done its part. */
  #done = '';
  #doing: Promise<void> | undefined;

  constructor(private readonly options: RehearsingOptions) {}

  get done(): string {
    return this.#done;
  }

  /** Begins what it is asked for, unless that is done or under way. */
  follow(part: RehearsalPart | undefined): void {
    if (!part || part.id === this.#done || this.#doing) return;
    this.#doing = this.#do(part)
      // Asked for again at the next look.
      .catch(this.options.onTrouble)
      .finally(() => (this.#doing = undefined));
  }

  async #do(part: RehearsalPart): Promise<void> {
    const { slot, rehearsals, report } = this.options;
    if (part.part === 'prepare') await prepare(part, this.options);
    else if (part.slots.includes(slot))
      await rehearsals.tell(part.id, slot, await rehearseShare(part, this.options));
    this.#done = part.id;
    await report();
  }
}
