import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import { DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { watchInvocations } from '../support/invocations';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf, untilHealthy } from '../support/standing';
import { until } from '../support/until';

// An instance that is too small for the requests of the other one.

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  await setCount('first', 3);
  await until(async () => (await serving('first')) === 3);
  await untilHealthy(cluster, 'first', 3);
});
afterAll(() => cluster?.close());

const setCount = (service: string, desiredCount: number) =>
  cluster.cloud.clients.containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service, desiredCount }),
  );

const serving = async (instance: string) =>
  (await cluster.nodes(instance)).filter(({ record }) => record?.state === 'serving').length;

const countOf = async (service: string) => {
  const command = new DescribeServicesCommand({ cluster: 'shop', services: [service] });
  return (await cluster.cloud.clients.containers.send(command)).services?.[0]?.desiredCount;
};

const counts = { first: 3, second: 1 };

test('it has nodes enough before the other one is vacated, and as few as before at the end', async () => {
  const quotes = startQuotes(cluster.url);
  const invocations = watchInvocations(cluster);
  const vacating = invocations.hold(
    ({ functionName, instance }) => functionName === 'ShiftRequestsAway' && instance === 'first',
  );
  const execution = await cluster.startUpgrade();
  const held = await vacating;
  expect([await countOf('second'), await serving('second')]).toEqual([2, 2]);
  expect(await cluster.weights()).toEqual({ first: 100, second: 100 });
  held.letGo();

  expect(await cluster.awaitUpgrade(execution)).toMatchObject({ status: 'SUCCEEDED' });
  const standing = await standingOf(cluster);
  expect({ ...standing, releases: {} }).toEqual({
    ...settledAt(cluster.shop.releases.to),
    counts,
    releases: {},
  });
  await until(async () => (await serving('second')) === 1);
  expect(failuresOf(await quotes.stop())).toEqual([]);
});

test('where they do not come in time it fails before anything of the other one is changed, and counts are as before', async () => {
  const { from, to } = cluster.shop.releases;
  // The other one's release cannot be started any more.
  const [, imageDigest] = (to.orders ?? '').split('@');
  await cluster.cloud.clients.registry.send(
    new BatchDeleteImageCommand({ repositoryName: 'shop/orders', imageIds: [{ imageDigest }] }),
  );
  const execution = await cluster.startUpgrade(
    { orders: from.orders ?? '' },
    { rolloutTimeoutSeconds: 20 },
  );
  const outcome = await cluster.awaitUpgrade(execution);
  expect(outcome).toMatchObject({
    status: 'FAILED',
    error: 'ClusterNotReady',
    cause: expect.stringMatching(
      /^Instance second was to have 2 nodes, .* has 1 that are healthy.*\nRolled back: /,
    ) as string,
  });
  expect(outcome.visits.map(({ state }) => state)).not.toContain('Shift requests away');
  expect(await standingOf(cluster)).toMatchObject({ counts, weights: { first: 100, second: 100 } });
});

test('on the way back it keeps nobody: the cluster goes back all the same', async () => {
  const outcome = await cluster.awaitUpgrade(
    await cluster.startRollBack({ rolloutTimeoutSeconds: 60 }),
  );
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(outcome.visits.map(({ state }) => state)).toContain('Scale out the others');
  const { holder, modes, weights, counts: left } = await standingOf(cluster);
  expect({ holder, modes, weights, left }).toEqual({
    holder: undefined,
    modes: { first: 'serving', second: 'serving' },
    weights: { first: 100, second: 100 },
    left: counts,
  });
});
