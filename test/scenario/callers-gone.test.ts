import { drainedOnceBegun } from '../support/invocations';
import { effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  // Nobody's lease can run out here: what is parked is found because it is parked.
  cluster = await startCluster({ leaseSeconds: 120 });
});
afterAll(() => cluster.close());

test('executions finish, each step once, when every caller has gone during the drain', async () => {
  const requests = Array.from({ length: 8 }, (_, n) => order(`abandoned-${n + 1}`, 20));
  const [node] = await cluster.nodes('first');
  if (!node) throw new Error('The first instance has no node');
  const upgrade = await cluster.startUpgrade();
  const gone = new AbortController();
  let callers: Promise<unknown>[] = [];
  await drainedOnceBegun(cluster, 'first', async () => {
    callers = requests.map((body) =>
      cluster.call({ url: node.url, service: 'orders', body, signal: gone.signal }),
    );
    await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  });
  await until(async () => (await cluster.mode('first')).mode === 'draining');
  gone.abort();
  await Promise.allSettled(callers);
  const outcome = await cluster.awaitUpgrade(upgrade);
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'notify')));

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const placed = await Promise.all(
    requests.map(async (request) => {
      const [{ execution = '' } = {}] = effectsOf(cluster.ledger, request.order);
      return { order: request, answer: await cluster.result(execution) };
    }),
  );
  expect(placed.map(({ answer }) => answer.status)).toEqual(requests.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  const tasks = requests.map(
    ({ order: id }) => new Set(effectsOf(cluster.ledger, id).map((e) => e.task)),
  );
  expect(tasks.every(({ size }) => size > 1)).toBe(true);
});
