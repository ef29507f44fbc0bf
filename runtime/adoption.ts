import type { Clock } from '../core/clock';
import { SHARDS } from '../store/keys';
import type { ExecutionStore } from '../store/executions';
import type { Owned } from './owned';
import type { State } from './state';

export interface AdoptionOptions {
  state: State;
  owned: Owned;
  store: ExecutionStore;
  clock: Clock;
  /** At most so many claims in one look. */
  most: number;
}

/** One that could not be claimed is left alone for this long, then twice as long and so on. */
const LEAVE_ALONE_MS = 5_000;
const LONGEST_LEAVE_ALONE_MS = 5 * 60_000;

/** So many times `most` are tried in one look while none can be claimed: those of a version not read here, say. */
const MOST_GROUPS = 10;

interface LeftAlone {
  until: number;
  pauseMs: number;
}

/** Claims parked executions that nobody came for, and those whose wait is over; a shard at each look. */
export class Adoption {
  #shard = Math.floor(Math.random() * SHARDS);
  readonly #leftAlone = new Map<string, LeftAlone>();

  constructor(private readonly options: AdoptionOptions) {}

  async look(): Promise<void> {
    const { state, store, most } = this.options;
    this.#forget();
    this.#shard = (this.#shard + 1) % SHARDS;
    const group: Promise<boolean>[] = [];
    let groups = 0;
    for await (const id of store.parked(this.#shard)) {
      if (!state.serving || !state.beating || groups >= MOST_GROUPS) break;
      if (this.#isLeftAlone(id)) continue;
      group.push(this.#claim(id));
      if (group.length < most) continue;
      const claimed = await Promise.all(group.splice(0));
      if (claimed.includes(true)) break;
      groups += 1;
    }
    await Promise.all(group);
  }

  async #claim(id: string): Promise<boolean> {
    const { owned, clock } = this.options;
    const pauseMs = Math.min(
      2 * (this.#leftAlone.get(id)?.pauseMs ?? LEAVE_ALONE_MS / 2),
      LONGEST_LEAVE_ALONE_MS,
    );
    this.#leftAlone.set(id, { pauseMs, until: clock.elapsed() + pauseMs });
    const claimed = (await owned.claim(id)) !== undefined;
    if (claimed) this.#leftAlone.delete(id);
    return claimed;
  }

  #isLeftAlone(id: string): boolean {
    return (this.#leftAlone.get(id)?.until ?? 0) > this.options.clock.elapsed();
  }

  #forget(): void {
    const now = this.options.clock.elapsed();
    for (const [id, { until, pauseMs }] of this.#leftAlone)
      if (until + pauseMs < now) this.#leftAlone.delete(id);
  }
}
