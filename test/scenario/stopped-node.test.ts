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
  // Two wait for their result by connections of their own; two take an id, and ask for the result once the node is
  // being stopped: a caller that the balancer holds at such a node is cut off at the end of the deregistration delay.
  const waiting = requests
    .slice(0, 2)
    .map((body) => cluster.call({ url: node.url, followAt: cluster.url, service: 'orders', body }));
  const ids = await Promise.all(requests.slice(2).map((body) => take(node.url, body)));
  await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  await cluster.cloud.clients.containers.send(
    new StopTaskCommand({ cluster: 'shop', task: node.task }),
  );
  const answers = await Promise.all([...waiting, ...ids.map((id) => cluster.result(id))]);

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

/** Sends a request whose result is asked for later; returns its execution's id. */
async function take(url: string, body: object): Promise<string> {
  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return response.headers.get('execution-id') ?? '';
}
