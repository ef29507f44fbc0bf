import type { Clock } from '../core/clock';
import type { NodeRecord } from '../core/node';
import type { Place } from '../core/place';
import { type Claimable, canTakeOver } from '../core/readers';
import type { ExecutionStore } from '../store/executions';
import type { Owned } from './owned';
import type { State } from './state';

export interface TakeoverOptions {
  node: string;
  instance: string;
  state: State;
  owned: Owned;
  store: ExecutionStore;
  /** All node records of the cluster. */
  peers: () => Promise<NodeRecord[]>;
  clock: Clock;
  leaseMs: number;
}

interface Observed {
  beat: number;
  node: string;
  /** By this observer's own clock, when this beat was first seen. */
  since: number;
  dead: boolean;
}

/** An owner whose executions were looked for in vain is looked for ever more rarely. */
interface Search {
  pauseMs: number;
  next: number;
}

const LONGEST_SEARCH_PAUSE_MS = 5 * 60_000;

/** Finds nodes that have ended without parking what they owned, and takes it over. */
export class Takeover {
  readonly #observed = new Map<string, Observed>();
  readonly #searches = new Map<string, Search>();
  #records: NodeRecord[] = [];

  constructor(private readonly options: TakeoverOptions) {}

  /** Looks at everybody's beats, and takes over what belongs to the dead. */
  async look(): Promise<void> {
    await this.observe();
    const { state } = this.options;
    if (state.serving && state.beating) await this.#takeAll(() => state.serving && state.beating);
    else if (state.draining) await this.whatOnlyDrainingNodesCan();
  }

  /** What nobody who serves can take over: a draining node does what was cut off, and parks it cleanly. */
  async whatOnlyDrainingNodesCan(): Promise<void> {
    const { state } = this.options;
    const isElsewhere = (head: Claimable) =>
      this.servingElsewhere().some((node) => canTakeOver(node, head, true));
    await this.#takeAll((head) => state.draining && state.beating && !isElsewhere(head), true);
  }

  /** The other nodes that serve, as they were seen last. Those of an instance that drains do so no more. */
  servingElsewhere(): NodeRecord[] {
    const { node, instance, state: own } = this.options;
    return this.#records.filter(
      (record) =>
        record.node !== node &&
        record.state === 'serving' &&
        !(own.draining && record.instance === instance) &&
        !this.#observed.get(record.slot)?.dead,
    );
  }

  /** Looks who is there, and whose beats stand still. */
  async observe(): Promise<void> {
    const { clock, leaseMs, peers } = this.options;
    const asked = clock.elapsed();
    this.#records = await peers();
    const answered = clock.elapsed();
    for (const { slot, node, beat } of this.#records) {
      const before = this.#observed.get(slot);
      const still = before?.beat === beat && before.node === node;
      // Counted from after the first sight to before the last question: a frozen observer must not see others freeze.
      const since = still ? before.since : answered;
      this.#observed.set(slot, { beat, node, since, dead: still && asked - since >= leaseMs });
    }
    const slots = new Set(this.#records.map(({ slot }) => slot));
    for (const slot of this.#observed.keys()) if (!slots.has(slot)) this.#observed.delete(slot);
  }

  /** Owners that have certainly or to all appearances ended. */
  #dead(): Place[] {
    const { node, clock, leaseMs } = this.options;
    const others = this.#records.filter((record) => record.node !== node);
    const dead = others.filter(({ slot }) => this.#observed.get(slot)?.dead);
    const isLong = ({ slot }: NodeRecord): boolean => {
      const since = this.#observed.get(slot)?.since ?? Infinity;
      return clock.elapsed() - since >= 3 * leaseMs;
    };
    const long = dead.filter(isLong);
    const lately = dead.length - long.length;
    // Many at once: more likely it is the view that is wrong, so it has to last.
    const many = lately > 1 && lately * 2 > others.length - long.length;
    const ended = [
      ...(many ? long : dead),
      ...this.#records.flatMap(({ former, instance }) =>
        former.map((id) => ({ node: id, instance })),
      ),
    ];
    return [...new Map(ended.map((each) => [each.node, each])).values()].map(placeOf);
  }

  async #takeAll(may: (head: Claimable) => boolean, atOnce = false): Promise<void> {
    const { owned, store, clock } = this.options;
    const dead = this.#dead();
    for (const owner of this.#searches.keys())
      if (!dead.some(({ node }) => node === owner)) this.#searches.delete(owner);
    for (const left of dead) {
      const { node: owner } = left;
      const search = this.#searches.get(owner) ?? { pauseMs: 500, next: 0 };
      if (clock.elapsed() < search.next && !atOnce) continue;
      let found = 0;
      // One after the other: what ends whoever takes it over is not to take others with it.
      for await (const id of store.ownedBy(owner)) {
        found += 1;
        await owned.takeOver(id, left, may);
      }
      const pauseMs = found > 0 ? 500 : Math.min(search.pauseMs * 2, LONGEST_SEARCH_PAUSE_MS);
      this.#searches.set(owner, { pauseMs, next: clock.elapsed() + pauseMs });
    }
  }
}

const placeOf = ({ node, instance }: Pick<NodeRecord, 'node' | 'instance'>): Place => ({
  node,
  instance,
});
