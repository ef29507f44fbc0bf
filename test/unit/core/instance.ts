/** Instances as seen in these tests. */
import type { Census, ListedTask } from '../../../core/census';
import type { NodeRecord } from '../../../core/node';

export const nodeRecord = (slot: string, but: Partial<NodeRecord> = {}): NodeRecord => ({
  cluster: 'shop',
  instance: 'a',
  slot,
  node: `node-${slot}`,
  state: 'serving',
  generation: 1,
  beat: 1,
  quietForMs: 0,
  reads: { orders: ['1'] },
  former: [],
  figures: { owned: 1, relayed: 0, staying: 0, parked: 2, resumed: 0, finished: 0, fenced: 0 },
  ...but,
});

export const listedTask = (slot: string, but: Partial<ListedTask> = {}): ListedTask => ({
  slot,
  state: 'running',
  definition: 'shop:1',
  ...but,
});

/** All is there that is listed: a task for each record. */
export const census = (records: NodeRecord[], but: Partial<Census> = {}): Census => ({
  tasks: records.map(({ slot }) => listedTask(slot)),
  counted: records.length,
  rollout: 'completed',
  records,
  ...but,
});
