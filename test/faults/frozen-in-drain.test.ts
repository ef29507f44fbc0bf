import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { placeUnsaved } from '../support/cut-off';
import { order, savedSteps, violations } from '../support/orders';
import { type Cluster, type NodeProcess, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ leaseSeconds: 10, waitScale: 0.5, stopTimeoutSeconds: 2 });
});
afterAll(() => cluster.close());

test('a node that is frozen while it is drained is stopped by name, and the upgrade completes', async () => {
  const request = order('frozen-in-drain', 8);
  const { node: frozen, answering, save } = await placeUnsaved(cluster, 'first', request);
  const savedThen = await savedSteps(cluster.executions, cluster.ledger, request.order);
  const upgrade = await cluster.startUpgrade();
  await until(async () => (await cluster.nodes('first'))[0]?.record?.state === 'draining');
  process.kill(frozen.pid, 'SIGSTOP');
  save();
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
