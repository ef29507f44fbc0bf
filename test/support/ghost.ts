import { randomIds } from '../../core/ids';
import type { NodeRecord } from '../../core/node';
import type { Json } from '../../core/json';
import type { Outcome } from '../../core/execution';
import { createExecutionStore } from '../../store/executions';
import { createNodeStore } from '../../store/nodes';
import type { TestStore } from './store';

export const nodeRecord = (but: Partial<NodeRecord> & { node: string }): NodeRecord => ({
  cluster: 'shop',
  instance: 'first',
  slot: `slot of ${but.node}`,
  state: 'serving',
  generation: 0,
  beat: 1,
  quietForMs: 0,
  reads: {},
  former: [],
  figures: { owned: 1, relayed: 0, staying: 0, parked: 0, resumed: 0, finished: 0, fenced: 0 },
  ...but,
});

/** A node that has reported once and will never do anything again. */
export async function startGhost(
  store: TestStore,
  but: Partial<NodeRecord> = {},
): Promise<NodeRecord> {
  const record = nodeRecord({ node: randomIds.next(), ...but });
  await createNodeStore(store.table).enter(record);
  return record;
}

/** An execution as some node has left it: owned if there is an owner, else parked. */
export async function leaveExecution(
  store: TestStore,
  it: {
    service: string;
    version?: string;
    owner?: string;
    input?: Json;
    outcomes?: Outcome[];
    due?: number;
  },
): Promise<string> {
  const id = randomIds.next();
  await createExecutionStore(store.table, 'shop').create({
    id,
    version: undefined,
    owner: undefined,
    requestDigest: undefined,
    input: null,
    outcomes: [],
    createdAt: Date.now(),
    ...it,
  });
  return id;
}
