import { makeFaulty } from '../support/faulty-store';
import { effectsOf, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ nodes: 2 });
});
afterAll(() => cluster.close());

test('an upgrade through a store that delays, duplicates, drops and throttles loses nothing and does nothing twice', async () => {
  const struck = makeFaulty(cluster.cloud.dynamodb, 20_260_101);
  const requests = Array.from({ length: 24 }, (_, n) => order(`faulty-${n + 1}`, 30));
  const calls = requests.map((body, n) =>
    cluster.call({ service: 'orders', body, respondAsync: n % 3 === 0 }),
  );
  const upgrade = await cluster.startUpgrade();
  const [outcome, ...answers] = await Promise.all([cluster.awaitUpgrade(upgrade), ...calls]);

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
  const placed = answers.flatMap((answer, n) => {
    const request = requests[n];
    return request ? [{ order: request, answer }] : [];
  });
  expect(violations(cluster.ledger, placed)).toEqual([]);
  const moved = requests.filter(
    ({ order: id }) => new Set(effectsOf(cluster.ledger, id).map(({ task }) => task)).size > 1,
  );
  expect(moved).not.toEqual([]);
  expect(struck.every((fault) => fault.hits() > 0)).toBe(true);
});
