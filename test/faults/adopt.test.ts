import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights, settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, lambdaTimeoutSeconds: 30, leaseSeconds: 60 });
});
afterAll(() => cluster?.close());

const upgrade = async (release: 'from' | 'to', options: { adopt?: true } = {}) =>
  cluster.awaitUpgrade(
    await cluster.startUpgrade({ orders: cluster.shop.releases[release].orders ?? '' }, options),
  );

async function refused(release: 'from' | 'to', options: { adopt?: true } = {}) {
  const before = await stateOf(cluster);
  const outcome = await upgrade(release, options);
  expect(await stateOf(cluster)).toEqual(before);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'ClusterNotReady' });
  return outcome.cause;
}

const byHand = { first: 70, second: 30 };

test('weights that somebody has changed since the last upgrade are noticed before anything is changed', async () => {
  expect(await upgrade('to')).toMatchObject({ status: 'SUCCEEDED' });
  await setWeights(cluster, byHand);
  expect(await refused('from')).toMatch(
    /instance first has weight 70 in \S+, and the last upgrade left it 100; .*--adopt/,
  );
});

test('an instance without weight is never adopted', async () => {
  await setWeights(cluster, { ...byHand, first: 0 });
  expect(await refused('from', { adopt: true })).toContain('instance first has weight 0');
  await setWeights(cluster, byHand);
});

test('weights that are adopted are restored at the end, and are what is expected from then on', async () => {
  expect(await upgrade('from', { adopt: true })).toMatchObject({ status: 'SUCCEEDED' });
  const { from } = cluster.shop.releases;
  expect(await standingOf(cluster)).toEqual({ ...settledAt(from), weights: byHand });
  await setWeights(cluster, { ...byHand, second: 31 });
  expect(await refused('to')).toMatch(/instance second has weight 31 .* left it 30/);
});
