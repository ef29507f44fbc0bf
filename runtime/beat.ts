import type { NodeRecord } from '../core/node';
import type { NodeStore } from '../store/nodes';
import type { Owned } from './owned';
import type { State } from './state';

/** Reports this node's state to the public store, one report at a time. */
export class Beat {
  #former: string[] = [];
  #beat = 0;
  /** The last request that has been told of as long gone. */
  #quietSince: number | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: Pick<
      NodeRecord,
      'cluster' | 'instance' | 'slot' | 'node' | 'reads' | 'redoes'
    >,
    private readonly nodes: NodeStore,
    private readonly state: State,
    private readonly owned: Owned,
    private readonly quietAfterMs: number,
    /** The rehearsal in which it has last done its part. */
    private readonly rehearsed: () => string,
  ) {}

  /** Ids of earlier processes of this slot. */
  get former(): readonly string[] {
    return this.#former;
  }

  /** The first report: from here on the slot is this process's. */
  async enter(): Promise<void> {
    this.#former = await this.nodes.enter(this.#record());
    this.state.beatAccepted();
  }

  /** Reports the state as it is when its turn comes; resolves when that is in the public store. */
  report(): Promise<void> {
    const before = this.#last.catch(() => undefined);
    this.#last = before.then(async () => {
      if (this.state.superseded) return;
      if ((await this.nodes.report(this.#record())) === 'accepted') this.state.beatAccepted();
      else this.state.superseded = true;
    });
    return this.#last;
  }

  /** Reports out of turn when requests have ceased to come, so that an upgrade need not wait for the next turn. */
  async reportOnceQuiet(): Promise<void> {
    const { quietForMs, lastRequestAt } = this.state;
    if (quietForMs <= this.quietAfterMs || this.#quietSince === lastRequestAt) return;
    await this.report();
    this.#quietSince = lastRequestAt;
  }

  /** Takes the record away, unless others need it to find what this process, or one before it in the slot, left behind. */
  async leave(): Promise<void> {
    await this.#last;
    if (this.owned.leftBehind || this.#former.length > 0) return;
    await this.nodes.leave(this.#record());
  }

  #record(): NodeRecord {
    this.#beat += 1;
    const { staying } = this.owned;
    return {
      ...this.place,
      state: this.state.state,
      generation: this.state.generation,
      beat: this.#beat,
      quietForMs: this.state.quietForMs,
      rehearsed: this.rehearsed(),
      former: this.#former,
      figures: { ...this.state.counts, owned: this.owned.size },
      ...(staying.length > 0 && { staying }),
    };
  }
}
