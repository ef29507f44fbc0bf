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

/** One that could not be claimed is left alone for this long, so that it does not stand in others' way. */
const LEAVE_ALONE_MS = 5_000;

/** Claims parked executions that nobody came for, and those whose wait is over; a shard at each look. */
export class Adoption {
  #shard = Math.floor(Math.random() * SHARDS);
  readonly #leftAlone = new Map<string, number>();

  constructor(private readonly options: AdoptionOptions) {}

  async look(): Promise<void> {
    const { state, owned, store, clock, most } = this.options;
    this.#forget();
    this.#shard = (this.#shard + 1) % SHARDS;
    const claims: Promise<unknown>[] = [];
    for await (const id of store.parked(this.#shard)) {
      if (!state.serving || !state.beating || claims.length >= most) break;
      if (this.#leftAlone.has(id)) continue;
      this.#leftAlone.set(id, clock.elapsed() + LEAVE_ALONE_MS);
      claims.push(owned.claim(id));
    }
    await Promise.all(claims);
  }

  #forget(): void {
    const now = this.options.clock.elapsed();
    for (const [id, until] of this.#leftAlone) if (until < now) this.#leftAlone.delete(id);
  }
}
