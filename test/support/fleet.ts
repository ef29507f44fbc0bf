import type { Mode, NodeRecord } from '../../core/node';
import type { NodeOptions } from '../../runtime';
import { createExecutionStore, type ExecutionStore } from '../../store/executions';
import { type ModeStore, createModeStore } from '../../store/modes';
import { createNodeStore } from '../../store/nodes';
import { untilAnswered } from '../../store/send';
import { configure } from './configure';
import { type TestNode, startTestNode } from './node';
import { type TestStore, startStore } from './store';
import { until } from './until';

/** A public store and the nodes that share it. */
export interface Fleet {
  store: TestStore;
  executions: ExecutionStore;
  /** Starts a node of an instance; closed with the fleet, if not before. */
  start(options: Omit<NodeOptions, 'table'> & { instance: string }): Promise<TestNode>;
  /** Sets an instance's mode; resolves when all its nodes have answered it in this state. */
  set(instance: string, mode: Mode['mode'], answered?: NodeRecord['state']): Promise<number>;
  records(instance: string): Promise<NodeRecord[]>;
  close(): Promise<void>;
}

export async function startFleet(options: Parameters<typeof configure>[1] = {}): Promise<Fleet> {
  const store = await startStore();
  await configure(store, options);
  const nodes = new Set<TestNode>();
  const modes: ModeStore = createModeStore(store.table);
  const nodeStore = createNodeStore(store.table);
  const records = (instance: string) => untilAnswered(() => nodeStore.list('shop', instance));
  return {
    store,
    executions: createExecutionStore(store.table, 'shop'),
    async start(nodeOptions) {
      const node = await startTestNode(store, nodeOptions);
      nodes.add(node);
      return { ...node, close: () => (nodes.delete(node) ? node.close() : Promise.resolve()) };
    },
    async set(instance, mode, answered = mode === 'draining' ? 'sealed' : mode) {
      const { generation } = await modes.set('shop', instance, mode, 1, { renew: true });
      await until(async () =>
        (await records(instance)).every(
          (record) => record.state === answered && record.generation === generation,
        ),
      );
      return generation;
    },
    records,
    async close() {
      await Promise.all([...nodes].map((node) => node.close()));
      await store.close();
    },
  };
}
