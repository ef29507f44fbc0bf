import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createModeStore } from '../../store/modes';
import { createNodeStore } from '../../store/nodes';
import { createRehearsalStore } from '../../store/rehearsals';
import { configure } from '../../test/support/configure';
import { type TestStore, startStore } from '../../test/support/store';
import { until } from '../../test/support/until';

/** One node that serves, one that is vacated, each a process, and the store. */
export interface BenchCluster {
  url: string;
  /** What the serving process has used of its processor since it began, in ms. */
  usedMs(): Promise<number>;
  /** As the upgrade has it done; resolves with how many executions were forecast. */
  rehearse(): Promise<number>;
  close(): Promise<void>;
}

export async function startBenchCluster(): Promise<BenchCluster> {
  const store = await startStore();
  await configure(store);
  const modes = createModeStore(store.table);
  const nodes = createNodeStore(store.table);
  await modes.set('shop', 'first', 'draining', 1);
  const [vacated, serving] = [
    await startProcess(store, 'first'),
    await startProcess(store, 'second'),
  ];
  let tries = 0;

  const ask = async (instance: string, part: 'prepare' | 'rehearse', id: string) => {
    await modes.rehearse('shop', instance, { id, part, instance: 'first', slots: [instance] }, 1);
    await until(async () =>
      (await nodes.list('shop', instance)).every(({ rehearsed }) => rehearsed === id),
    );
  };

  return {
    url: `http://127.0.0.1:${serving.port}`,
    async usedMs() {
      serving.child.send('used');
      const [{ user, system }] = (await once(serving.child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1_000;
    },
    async rehearse() {
      const id = `1.first.${++tries}`;
      await ask('second', 'prepare', id);
      await ask('first', 'rehearse', id);
      const shares = await createRehearsalStore(store.table, 'shop').shares(id);
      return shares.flatMap(({ forecasts }) => forecasts).length;
    },
    async close() {
      for (const { child } of [vacated, serving]) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await store.close();
    },
  };
}

async function startProcess(
  store: TestStore,
  instance: string,
): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, 'node.ts'), [], {
    execArgv: ['--require', 'tsx/cjs'],
    env: {
      ...process.env,
      BENCH_ENDPOINT: store.endpoint,
      BENCH_TABLE: store.table.name,
      BENCH_INSTANCE: instance,
    },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}
