import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { isDone, order, savedSteps, violations } from '../support/orders';
import { type Cluster, type NodeProcess, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 5, waitScale: 0.5, stopTimeoutSeconds: 2 });
});
afterAll(() => cluster.close());

test('a node that is frozen while it is drained is stopped by name, and the upgrade completes', async () => {
  const request = order('frozen-in-drain', 8);
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, body }) =>
      operation !== 'GetItem' && /pick-1|book-van/.test(JSON.stringify(body)),
    fault: { kind: 'drop-request' },
  });
  const [frozen] = await cluster.nodes('first');
  if (!frozen) throw new Error('The first instance has no node');
  const answering = cluster.call({
    url: frozen.url,
    followAt: cluster.url,
    service: 'orders',
    body: request,
    key: request.order,
  });
  await until(() => isDone(cluster.ledger, request.order, 'pick-1'));
  await until(() => isDone(cluster.ledger, request.order, 'book-van'));
  const savedThen = await savedSteps(cluster.executions, cluster.ledger, request.order);
  const upgrade = await cluster.startUpgrade();
  await until(async () => (await cluster.nodes('first'))[0]?.record?.state === 'draining');
  process.kill(frozen.pid, 'SIGSTOP');
  unsaved.remove();
  const [outcome, answer] = await Promise.all([cluster.awaitUpgrade(upgrade), answering]);

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(await stopReason(frozen)).toMatch(/gave no sign of life/);
  expect(answer).toMatchObject({ status: 200, body: { order: request.order } });
  expect(violations(cluster.ledger, [{ order: request, answer }], savedThen)).toEqual([]);
});

async function stopReason({ task }: NodeProcess): Promise<string | undefined> {
  const command = new DescribeTasksCommand({ cluster: 'shop', tasks: [task] });
  return (await cluster.cloud.clients.containers.send(command)).tasks?.[0]?.stoppedReason;
}
