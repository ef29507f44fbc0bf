import { effectsOf, order, savedSteps, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  // Nobody's lease can run out here.
  cluster = await startCluster({ restart: true, leaseSeconds: 120 });
});
afterAll(() => cluster.close());

const saved = (id: string) => savedSteps(cluster.executions, cluster.ledger, id);

test('a container restarted in place is a new node in the same slot, and what its predecessor owned is taken over at once', async () => {
  const request = order('restarted', 6);
  const [before] = await cluster.nodes('first');
  if (!before) throw new Error('The first instance has no node');
  const answering = cluster.call({
    // Past the load balancer, so that it is this node's.
    url: before.url,
    followAt: cluster.url,
    service: 'orders',
    body: request,
    key: request.order,
  });
  // The next steps take a second each: they are under way now.
  await until(async () => (await saved(request.order)).includes('pick-1'));
  await cluster.kill(before);
  const savedThen = await saved(request.order);
  const answer = await answering;

  const [after] = await cluster.nodes('first');
  expect(after).toMatchObject({
    task: before.task,
    url: before.url,
    record: { former: [before.record?.node], state: 'serving' },
  });
  expect(after?.pid).not.toBe(before.pid);
  expect(after?.record?.node).not.toBe(before.record?.node);

  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  expect(violations(cluster.ledger, [{ order: request, answer }], savedThen)).toEqual([]);
  const { execution = '' } = effectsOf(cluster.ledger, request.order)[0] ?? {};
  expect(await cluster.executions.head(execution)).toMatchObject({ status: 'finished', epoch: 2 });
});
