import type { Clock } from '../core/clock';
import type { Mode } from '../core/node';
import { type Claimable, canTakeOver } from '../core/readers';
import { waitsAlike } from '../core/recorded';
import type { ExecutionStore } from '../store/executions';
import { SHARDS } from '../store/keys';
import type { SendOptions } from '../store/send';
import { translatedForOthers } from './for-others';
import type { Run } from './execution/run';
import type { Owned } from './owned';
import { outstayed } from './outstayed';
import { type Service, readerOf } from './service';
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
  keepSeconds: number;
}

/** What is done with one that nobody else can read; the run of it, if it is gone on with. */
type Finish = (id: string, may: (head: Claimable) => boolean) => Promise<Run | undefined>;

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
   * of the upgrade finds, which then has the instance drain anew, and this look again. Where their time is over they are
   * ended instead, of which there is no taking back: so it is looked once more who serves.
   */
  async takeUp({ generation, staying }: Omit<Mode, 'mode'>): Promise<void> {
    const { state, store, takeover } = this.options;
    const finish = staying === 'fail' ? this.#end : this.#finish;
    if (staying === 'fail') await takeover.observe();
    if (!this.#isLastReader()) return;
    const drains = () => state.draining && state.generation === generation;
    const group: Promise<void>[] = [];
    for (let shard = 0; shard < SHARDS; shard++)
      for await (const id of store.parked(shard, Number.MAX_SAFE_INTEGER)) {
        if (!drains()) break;
        group.push(this.#takeUp(id, drains, finish));
        if (group.length >= AT_ONCE) await Promise.all(group.splice(0));
      }
    await Promise.all(group);
  }

  /** What goes wrong with one is told, and holds up no other. */
  async #takeUp(id: string, drains: () => boolean, finish: Finish): Promise<void> {
    const { store, owned, send } = this.options;
    const may = (head: Claimable) => drains() && !this.#isReadElsewhere(head);
    try {
      // Most are read elsewhere, and their records need not be.
      const head = await store.head(id);
      if (!head || !may(head)) return;
      const translated = await owned.busyWith(this.#translate(id, may));
      if (translated) return;
      const run = await finish(id, may);
      // A later drain, which may be the one that ends it, has begun while it was claimed.
      if (!drains()) run?.park();
    } catch (error) {
      send.onTrouble?.(error);
    }
  }

  readonly #finish: Finish = (id, may) => this.options.owned.finishHere(id, may);

  /** Also while it waits. What it has done stands in its record. */
  readonly #end: Finish = (id, may) => this.options.owned.busyWith(this.#endOnce(id, may));

  async #endOnce(id: string, may: (head: Claimable) => boolean): Promise<undefined> {
    const { state, store, services, takeover, clock, send, keepSeconds } = this.options;
    const checkpoint = await store.read(id);
    const service = checkpoint && services.get(checkpoint.service);
    if (!service || checkpoint.status !== 'parked' || !may(checkpoint)) return;
    if (!canTakeOver(readerOf(service), checkpoint, false)) return;
    const result = outstayed(checkpoint, takeover.servingElsewhere());
    const expires = Math.floor(clock.now() / 1000) + keepSeconds;
    if (await store.write(checkpoint, { kind: 'finish', result, expires }, send))
      state.counts.outstayed += 1;
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
