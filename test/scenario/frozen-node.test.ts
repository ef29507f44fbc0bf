import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { effectsOf, order, savedSteps, violations } from '../support/orders';
import { type Cluster, type NodeProcess, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;
let frozen: NodeProcess;

const LEASE_SECONDS = 4;

beforeEach(async () => {
  cluster = await startCluster({
    leaseSeconds: LEASE_SECONDS,
    // An upgrade counts a lease in the seconds that it waits.
    waitScale: 1,
    stopTimeoutSeconds: 2,
  });
  const [node] = await cluster.nodes('first');
  if (!node) throw new Error('The first instance has no node');
  frozen = node;
});
afterEach(() => cluster.close());

/** Sends an order to the node that is to be frozen, by a connection of its own. */
const place = (request: { order: string }) =>
  cluster.call({
    url: frozen.url,
    followAt: cluster.url,
    service: 'orders',
    body: request,
    key: request.order,
  });

const saved = (id: string) => savedSteps(cluster.executions, cluster.ledger, id);

/** Freezes the node while it is about an order's steps. Returns what was saved then. */
async function freezeIn(id: string): Promise<string[]> {
  await until(async () => (await saved(id)).includes('pick-1'));
  process.kill(frozen.pid, 'SIGSTOP');
  return saved(id);
}

test('a node that is frozen past its lease and woken is overtaken once, its late write is refused, and its caller is answered all the same', async () => {
  const request = order('frozen', 8);
  const answering = place(request);
  const savedThen = await freezeIn(request.order);
  const { execution = '' } = effectsOf(cluster.ledger, request.order)[0] ?? {};
  const head = () => cluster.executions.head(execution);
  await until(async () => (await head())?.epoch === 2);
  process.kill(frozen.pid, 'SIGCONT');
  const answer = await answering;

  expect(answer.way[0]).toBe(303);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order, release: '1' } });
  expect(violations(cluster.ledger, [{ order: request, answer }], savedThen)).toEqual([]);
  expect(await head()).toMatchObject({ status: 'finished', epoch: 2 });
  // Whatever it had been about, the woken node has done nothing after that.
  const byWoken = effectsOf(cluster.ledger, request.order).filter(
    ({ task }) => task === frozen.task,
  );
  expect(byWoken.map(({ step }) => step)).not.toContain('ship');
});

test('a node that is frozen while it is drained is stopped by name, and the upgrade completes', async () => {
  const request = order('frozen-in-drain', 8);
  const parking = cluster.cloud.dynamodb.faults.add({
    match: ({ key, body }) =>
      key?.pk.startsWith('execution#') === true && JSON.stringify(body).includes('"parked"'),
    fault: { kind: 'drop-request' },
  });
  const parked = parking.nextHit();
  const answering = place(request);
  await until(async () => (await saved(request.order)).includes('charge'));
  const upgrade = await cluster.startUpgrade();
  await parked;
  process.kill(frozen.pid, 'SIGSTOP');
  parking.remove();
  const [outcome, answer] = await Promise.all([cluster.awaitUpgrade(upgrade), answering]);

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(await stopReason(frozen)).toMatch(/gave no sign of life/);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order } });
  expect(violations(cluster.ledger, [{ order: request, answer }])).toEqual([]);
});

async function stopReason({ task }: NodeProcess): Promise<string | undefined> {
  const command = new DescribeTasksCommand({ cluster: 'shop', tasks: [task] });
  return (await cluster.cloud.clients.containers.send(command)).tasks?.[0]?.stoppedReason;
}
