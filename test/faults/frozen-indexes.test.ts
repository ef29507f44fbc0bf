import { drainedOnceBegun } from '../support/invocations';
import { effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

/** Executions that nodes of an instance own at the moment at which it is about to be changed. */
async function ownedAtChange(upgrade: string, instance: string): Promise<unknown[]> {
  const nodes = (await cluster.nodes(instance)).map(({ record }) => record?.node);
  await until(
    async () =>
      (await cluster.visits(upgrade)).some(
        (visit) => visit.state === 'Apply update' && visit.instance === instance,
      ),
    { withinMs: 110_000, everyMs: 50 },
  );
  const owned: unknown[] = [];
  for await (const { id, owner } of cluster.executions.unfinished())
    if (nodes.includes(owner)) owned.push({ id, owner });
  return owned;
}

/** Places orders at a node that will soon be drained; their callers go away. */
async function leaveBehind(requests: { order: string }[]): Promise<void> {
  const [node] = await cluster.nodes('first');
  const gone = new AbortController();
  const callers = requests.map((body) =>
    cluster.call({ url: node?.url, service: 'orders', body, signal: gone.signal }),
  );
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  gone.abort();
  await Promise.allSettled(callers);
}

test('with the indexes frozen for a whole upgrade nothing is changed before it is vacated, and nothing is lost', async () => {
  const thaw = cluster.cloud.dynamodb.faults.freezeIndexes();
  const orders = (name: string) => [1, 2, 3, 4].map((n) => order(`${name}-${n}`, 20));
  const [waiting, polling, abandoned] = [orders('waiting'), orders('polling'), orders('abandoned')];
  const waiters = waiting.map((body) => cluster.call({ service: 'orders', body }));
  const pollers = polling.map((body) =>
    cluster.call({ service: 'orders', body, respondAsync: true }),
  );
  const upgrade = await cluster.startUpgrade();
  await drainedOnceBegun(cluster, 'first', () => leaveBehind(abandoned));
  const watched = Promise.all(['first', 'second'].map((each) => ownedAtChange(upgrade, each)));
  const [outcome, owned, ...answers] = await Promise.all([
    cluster.awaitUpgrade(upgrade),
    watched,
    ...waiters,
    ...pollers,
  ]);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(owned).toEqual([[], []]);

  // Those that nobody came for are found once the indexes show them.
  expect(abandoned.filter(({ order: id }) => isDone(cluster.ledger, id, 'notify'))).toEqual([]);
  thaw();
  const found = await Promise.all(
    abandoned.map(({ order: id }) =>
      cluster.result(effectsOf(cluster.ledger, id)[0]?.execution ?? ''),
    ),
  );
  const all = [...waiting, ...polling, ...abandoned];
  const placed = [...answers, ...found].flatMap((answer, n) => {
    const request = all[n];
    return request ? [{ order: request, answer }] : [];
  });
  expect(placed.map(({ answer }) => answer.status)).toEqual(all.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
});
