import { placeUnsaved } from '../support/cut-off';
import { effectsOf, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 10, waitScale: 0.5 });
});
afterAll(() => cluster.close());

test('what a killed node of the old release was cut off in during the last drain is done again by the old release, and finished by the new one', async () => {
  const request = order('killed-in-last-drain', 6);
  const { node, answering, save } = await placeUnsaved(cluster, 'second', request);
  const upgrade = await cluster.startUpgrade();
  await until(async () => (await cluster.nodes('second'))[0]?.record?.state === 'draining', {
    withinMs: 150_000,
  });
  await cluster.kill(node);
  save();
  const [outcome, answer] = await Promise.all([cluster.awaitUpgrade(upgrade), answering]);

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '2' } });
  const saved = ['price', 'reserve-1', 'reserve-2', 'screen', 'charge'];
  expect(violations(cluster.ledger, [{ order: request, answer }], saved)).toEqual([]);
  const picked = effectsOf(cluster.ledger, request.order).filter(({ step }) => step === 'pick-1');
  expect(picked.map(({ release }) => release)).toEqual(['1', '1']);
  expect(new Set(picked.map(({ task }) => task)).size).toBe(2);
});
