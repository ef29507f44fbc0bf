import { type Claimable, canTakeOver } from '../core/readers';
import type { ExecutionStore } from '../store/executions';
import { SHARDS } from '../store/keys';
import type { SendOptions } from '../store/send';
import { translatedForOthers } from './for-others';
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
  send: SendOptions;
}

/**
 * Executions that nobody who serves can read, as when a release is gone back to that does not know what the newer one
 * has saved. Nodes that drain translate them for those who serve, also while they wait; what cannot be translated stays
 * where it can be read, and is finished there.
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
      for await (const id of store.parked(shard, Number.MAX_SAFE_INTEGER)) {
        if (!drains()) return;
        const may = (head: Claimable) => drains() && !this.#isReadElsewhere(head);
        if (!(await this.#translate(id, may))) await owned.finishHere(id, may);
      }
  }

  /** Where somebody else was faster, it is nobody's to finish here. */
  async #translate(id: string, may: (head: Claimable) => boolean): Promise<boolean> {
    const { store, services, takeover, send } = this.options;
    const checkpoint = await store.read(id);
    const service = checkpoint && services.get(checkpoint.service);
    if (!service || checkpoint.status !== 'parked' || !may(checkpoint)) return false;
    const serving = takeover.servingElsewhere();
    const others = translatedForOthers(service, checkpoint, serving);
    if (!others) return false;
    await store.write(checkpoint, { kind: 'translate', ...others }, send);
    return true;
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
