import type { Clock } from '../core/clock';
import { type Claimable, canTakeOver } from '../core/readers';
import { waitsAlike } from '../core/recorded';
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
  clock: Clock;
  send: SendOptions;
}

/** So many are looked at side by side. */
const AT_ONCE = 16;

/**
 * Executions that nobody who serves can read, as when a release is gone back to that does not know what the newer one
 * has saved. Nodes that drain translate them for those who serve, also while they wait; what cannot be translated stays
 * where it can be read, and is finished there.
 */
export class Staying {
  constructor(private readonly options: StayingOptions) {}

  /**
   * Takes up what the work index shows of them, in a drain of this generation. What it does not show yet, a consistent scan
   * of the upgrade finds, which then has the instance drain anew, and this look again.
   */
  async takeUp(generation: number): Promise<void> {
    const { state, store } = this.options;
    if (!this.#isLastReader()) return;
    const drains = () => state.draining && state.generation === generation;
    const group: Promise<void>[] = [];
    for (let shard = 0; shard < SHARDS; shard++)
      for await (const id of store.parked(shard, Number.MAX_SAFE_INTEGER)) {
        if (!drains()) break;
        group.push(this.#takeUp(id, drains));
        if (group.length >= AT_ONCE) await Promise.all(group.splice(0));
      }
    await Promise.all(group);
  }

  /** What goes wrong with one is told, and holds up no other. */
  async #takeUp(id: string, drains: () => boolean): Promise<void> {
    const { store, owned, send } = this.options;
    const may = (head: Claimable) => drains() && !this.#isReadElsewhere(head);
    try {
      // Most are read elsewhere, and their records need not be.
      const head = await store.head(id);
      if (!head || !may(head)) return;
      const translated = await owned.busyWith(this.#translate(id, may));
      if (!translated) await owned.finishHere(id, may);
    } catch (error) {
      send.onTrouble?.(error);
    }
  }

  /** Where somebody else was faster, it is nobody's to finish here. */
  async #translate(id: string, may: (head: Claimable) => boolean): Promise<boolean> {
    const { store, services, takeover, clock, send } = this.options;
    const checkpoint = await store.read(id);
    const service = checkpoint && services.get(checkpoint.service);
    if (!service || checkpoint.status !== 'parked' || !may(checkpoint)) return false;
    const others = translatedForOthers(service, checkpoint, takeover.servingElsewhere());
    if (!others) return false;
    // A wait that the other version has not is over.
    const due = waitsAlike(checkpoint, others.record) ? checkpoint.due : clock.now();
    const left = await store.write(checkpoint, { kind: 'translate', due, ...others }, send);
    if (left) this.options.state.counts.translated += 1;
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
