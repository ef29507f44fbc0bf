import { effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

test('a request that reaches a node between the proof that it is vacated and its stop is recorded, sent on and finished elsewhere', async () => {
  const [node] = await cluster.nodes('first');
  if (!node) throw new Error('The first instance has no node');
  // The rollout does not get on as long as no node of the new release comes up.
  const boots = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, key, body }) =>
      operation === 'PutItem' &&
      key?.pk.startsWith('nodes#shop#first') === true &&
      JSON.stringify(body).includes('"starting"'),
    fault: { kind: 'drop-request' },
  });
  const upgrade = await cluster.startUpgrade();
  const states = async () => (await cluster.visits(upgrade)).map(({ state }) => state);
  await until(async () => (await states()).includes('Await rollout'));

  const waiting = order('late', 2);
  const polling = order('late-and-polling', 2);
  const late = { url: node.url, followAt: cluster.url, service: 'orders' };
  const answers = Promise.all([
    cluster.call({ ...late, body: waiting }),
    cluster.call({ ...late, body: polling, respondAsync: true }),
  ]);
  const still = (await cluster.nodes('first')).find(({ pid }) => pid === node.pid);
  await until(() =>
    [waiting, polling].every(({ order: id }) => isDone(cluster.ledger, id, 'price')),
  );
  boots.remove();
  const [outcome, [sentOn, accepted]] = await Promise.all([cluster.awaitUpgrade(upgrade), answers]);

  // It was there, and it had sealed.
  expect(still?.record).toMatchObject({ state: 'sealed' });
  expect(sentOn).toMatchObject({ status: 200, way: expect.arrayContaining([303]) as unknown });
  expect(accepted).toMatchObject({ status: 200, way: expect.arrayContaining([202]) as unknown });
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const placed = [
    { order: waiting, answer: sentOn },
    { order: polling, answer: accepted },
  ];
  expect(violations(cluster.ledger, placed)).toEqual([]);
  for (const { order: id } of [waiting, polling])
    expect(effectsOf(cluster.ledger, id).map(({ task }) => task)).not.toContain(node.task);
});
