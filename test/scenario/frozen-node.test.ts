import { effectsOf, order, savedSteps, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 12 });
});
afterAll(() => cluster.close());

const saved = (id: string) => savedSteps(cluster.executions, cluster.ledger, id);

test('a node that is frozen past its lease and woken is overtaken once, its late write is refused, and its caller is answered all the same', async () => {
  const request = order('frozen', 8);
  const [frozen] = await cluster.nodes('first');
  if (!frozen) throw new Error('The first instance has no node');
  const answering = cluster.call({
    url: frozen.url,
    followAt: cluster.url,
    service: 'orders',
    body: request,
  });
  // The next steps take a second each: they are under way now.
  await until(async () => (await saved(request.order)).includes('pick-1'));
  process.kill(frozen.pid, 'SIGSTOP');
  const savedThen = await saved(request.order);
  const { execution = '' } = effectsOf(cluster.ledger, request.order)[0] ?? {};
  const head = () => cluster.executions.head(execution);
  await until(async () => (await head())?.epoch === 2);
  const late = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, key, body }) =>
      operation !== 'GetItem' &&
      key?.pk.endsWith(execution) === true &&
      JSON.stringify(body).includes(frozen.record?.node ?? '?'),
    fault: { kind: 'delay', ms: 0 },
  });
  process.kill(frozen.pid, 'SIGCONT');
  const answer = await answering;

  expect(answer.way[0]).toBe(303);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  expect(violations(cluster.ledger, [{ order: request, answer }], savedThen)).toEqual([]);
  expect(late.hits()).toBeGreaterThan(0);
  expect(await head()).toMatchObject({ status: 'finished', epoch: 2 });
  // Whatever it had been about, the woken node has done nothing after that.
  const byWoken = effectsOf(cluster.ledger, request.order).filter(
    ({ task }) => task === frozen.task,
  );
  expect(byWoken.map(({ step }) => step)).not.toContain('ship');
});
