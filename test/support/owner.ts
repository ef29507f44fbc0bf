import { type Clock, systemClock } from '../../core/clock';
import { randomIds } from '../../core/ids';
import type { Json } from '../../core/json';
import type { NodeRecord } from '../../core/node';
import type { Place } from '../../core/place';
import type { Service } from '../../runtime';
import type { Ending, Run } from '../../runtime/execution/run';
import { Owned } from '../../runtime/owned';
import { State } from '../../runtime/state';
import {
  type ExecutionStore,
  type StoredCheckpoint,
  createExecutionStore,
} from '../../store/executions';
import type { Table } from '../../store/client';
import { until } from './until';

/** A node without HTTP and without loops: it runs what it is given, and nothing else. */
export interface Owner extends Place {
  owned: Owned;
  state: State;
  store: ExecutionStore;
  troubles: unknown[];
  /** Takes a new request up, under a new id. */
  begin(service: Service, input?: Json, options?: { id?: string; saved?: boolean }): Promise<Run>;
  /** Claims a parked execution as soon as it may be claimed, and runs it. */
  claim(id: string): Promise<Run>;
}

export interface OwnerOptions {
  clock?: Clock;
  /** Told of each checkpoint that this owner has written, before the run learns of it. */
  onWritten?: (checkpoint: StoredCheckpoint) => unknown;
  /** Default `first`, on `shop:1`. */
  instance?: string;
  release?: string;
  /** The other nodes that serve. Default none that is known of. */
  elsewhere?: () => NodeRecord[];
}

export function startOwner(table: Table, services: Service[], options: OwnerOptions = {}): Owner {
  const { clock = systemClock, onWritten, elsewhere = () => [] } = options;
  const { instance = 'first', release = 'shop:1' } = options;
  const bare = createExecutionStore(table, 'shop', { clock });
  const store: ExecutionStore = {
    ...bare,
    async create(draft, send) {
      const answer = await bare.create(draft, send);
      if ('created' in answer) await onWritten?.(answer.created);
      return answer;
    },
    async write(current, change, send) {
      const written = await bare.write(current, change, send);
      if (written) await onWritten?.(written);
      return written;
    },
  };
  const state = new State(clock, Infinity);
  state.state = 'serving';
  const place = { node: randomIds.next(), instance, release };
  const troubles: unknown[] = [];
  const owned = new Owned({
    place,
    state,
    store,
    services: new Map(services.map((service) => [service.name, service])),
    clock,
    send: { clock },
    keepSeconds: 60,
    elsewhere,
    onTrouble: (error) => troubles.push(error),
  });
  return {
    ...place,
    owned,
    state,
    store,
    troubles,
    async begin(service, input = null, { id = randomIds.next(), saved = true } = {}) {
      const begun = await owned.begin(service, { id, input, recordFirst: saved });
      if ('run' in begun) return begun.run;
      throw new Error(`Not begun here: ${JSON.stringify(begun)}`);
    },
    async claim(id) {
      let run: Run | undefined;
      await until(async () => (run = await owned.claim(id)), { everyMs: 2 });
      if (!run) throw new Error(`Execution ${id} is not to be claimed`);
      return run;
    },
  };
}

/** The result of an execution that has finished here. */
export async function resultOf(run: Run): Promise<Extract<Ending, { kind: 'finished' }>['result']> {
  const ending = await run.ended;
  if (ending.kind === 'finished') return ending.result;
  throw new Error(`Execution ${run.id} ended here as ${ending.kind}`);
}
