import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  // Nobody's lease can run out here: what the stopped node had begun is found because it was parked.
  cluster = await startCluster({ nodes: 2, leaseSeconds: 120 });
});
afterAll(() => cluster.close());

test('a node that is stopped between upgrades moves its requests to others, and the platform replaces it', async () => {
  const [node, neighbour] = await cluster.nodes('first');
  if (!node) throw new Error('The first instance has no node');
  const requests = [1, 2, 3, 4].map((n) => order(`stopped-${n}`, 10));
  const calls = requests.map((body, n) =>
    cluster.call({
      // Two by connections of their own, two that ask for their result later.
      url: node.url,
      followAt: cluster.url,
      service: 'orders',
      body,
      respondAsync: n % 2 === 0,
    }),
  );
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  await cluster.cloud.clients.containers.send(
    new StopTaskCommand({ cluster: 'shop', task: node.task }),
  );
  const answers = await Promise.all(calls);

  const placed = answers.flatMap((answer, n) => {
    const request = requests[n];
    return request ? [{ order: request, answer }] : [];
  });
  expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  for (const { order: id } of requests)
    expect(new Set(effectsOf(cluster.ledger, id).map(({ task }) => task)).size).toBe(2);

  const replaced = async () => {
    const nodes = (await cluster.nodes('first')).filter(
      ({ record }) => record?.state === 'serving',
    );
    return nodes.length === 2 && !nodes.some(({ task }) => task === node.task);
  };
  await until(replaced);
  // The others of its instance were not asked to do anything.
  expect((await cluster.nodes('first')).map(({ pid }) => pid)).toContain(neighbour?.pid);
  expect(await cluster.mode('first')).toEqual({ mode: 'serving', generation: 0 });
  expect(await cluster.weights()).toEqual({ first: 100, second: 100 });
});
