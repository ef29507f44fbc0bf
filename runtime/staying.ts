import { type Claimable, canTakeOver } from '../core/readers';
import type { ExecutionStore } from '../store/executions';
import { SHARDS } from '../store/keys';
import type { Owned } from './owned';
import type { Service } from './service';
import type { State } from './state';
import type { Takeover } from './takeover';

export interface StayingOptions {
  state: State;
  owned: Owned;
  store: ExecutionStore;
  services: Map<string, Service>;
  takeover: Takeover;
}

/**
 * Executions that nobody who serves can read, as when a release is gone back to that does not know what the newer one
 * has saved: they stay where they can be read, and are finished there by nodes that drain.
 */
export class Staying {
  constructor(private readonly options: StayingOptions) {}

  /**
   * Takes up what the work index shows of them. What it does not show yet, a consistent scan of the upgrade finds, which
   * then has the instance drain anew, and this look again.
   */
  async takeUp(): Promise<void> {
    const { state, owned, store } = this.options;
    if (!this.#isLastReader()) return;
    const { generation } = state;
    const drains = () => state.draining && state.generation === generation;
    for (let shard = 0; shard < SHARDS; shard++)
      for await (const id of store.parked(shard)) {
        if (!drains()) return;
        await owned.finishHere(id, (head) => drains() && !this.#isReadElsewhere(head));
      }
  }

  /** Of any version at all: if not, there is nothing to look for. */
  #isLastReader(): boolean {
    return [...this.options.services.values()].some(({ name: service, reads }) =>
      reads.some((version) => !this.#isReadElsewhere({ service, version, ...parked })),
    );
  }

  /** Nothing known of the others, as when this node has only begun, counts as that they can. */
  #isReadElsewhere(execution: Claimable): boolean {
    const serving = this.options.takeover.servingElsewhere();
    return serving.length === 0 || serving.some((node) => canTakeOver(node, execution, false));
  }
}

const parked = { status: 'parked', owner: undefined, excluded: [] } satisfies Partial<Claimable>;
