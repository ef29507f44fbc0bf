import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { drainedOnceBegun } from '../support/invocations';
import { effectsOf, isDone, order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { until } from '../support/until';

let cluster: Cluster;
const weights: Record<string, number> = { first: 50, second: 30, third: 20 };

beforeAll(async () => {
  cluster = await startCluster({ instances: Object.keys(weights) });
  const { forwards, instances } = cluster.shop.configuration;
  const TargetGroups = instances.map(({ name, targetGroupArn }) => {
    return { TargetGroupArn: targetGroupArn, Weight: weights[name] };
  });
  await cluster.cloud.clients.loadBalancing.send(
    new ModifyListenerCommand({
      ListenerArn: forwards[0]?.arn,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
});
afterAll(() => cluster.close());

test('an upgrade of three instances moves executions among them and ends with the original weights', async () => {
  const upgrade = await cluster.startUpgrade();
  const requests = Array.from({ length: 6 }, (_, n) => order(`three-${n + 1}`, 20));
  const [node] = await cluster.nodes('first');
  const atFirst = { url: node?.url ?? '', followAt: cluster.url };
  let calls: ReturnType<Cluster['call']>[] = [];
  await drainedOnceBegun(cluster, 'first', async () => {
    calls = requests.map((body, n) =>
      // One surely where it is about to be drained.
      cluster.call({ ...(n === 0 && atFirst), service: 'orders', body }),
    );
    await until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));
  });
  const [outcome, ...answers] = await Promise.all([cluster.awaitUpgrade(upgrade), ...calls]);

  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const updated = outcome.visits.filter(({ state }) => state === 'Apply update');
  expect(updated.map(({ instance }) => instance).sort()).toEqual(['first', 'second', 'third']);
  expect(await cluster.weights()).toEqual(weights);
  expect(await cluster.lock()).not.toHaveProperty('holder');
  for (const name of Object.keys(weights))
    expect(await cluster.mode(name)).toMatchObject({ mode: 'serving' });

  const placed = answers.flatMap((answer, n) => {
    const request = requests[n];
    return request ? [{ order: request, answer }] : [];
  });
  expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  const moved = requests.filter(({ order: id }) => {
    const places = effectsOf(cluster.ledger, id).map(({ instance }) => instance);
    return new Set(places).size > 1;
  });
  expect(moved).not.toEqual([]);
});
