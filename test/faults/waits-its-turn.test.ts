import { type Invocations, watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';

let cluster: Cluster;
let invocations: Invocations;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20, lambdaTimeoutSeconds: 30 });
  invocations = watchInvocations(cluster);
});
afterAll(() => cluster?.close());

const orders = (release: 'from' | 'to') => ({
  orders: cluster.shop.releases[release].orders ?? '',
});

/** An upgrade that is kept in the middle of its first instance. */
async function begin(release: 'from' | 'to') {
  const halfway = invocations.hold(({ functionName }) => functionName === 'AwaitHandover');
  const execution = await cluster.startUpgrade(orders(release));
  return { execution, held: await halfway };
}

/** Another one that has seen that it must wait. */
async function wait(release: 'from' | 'to') {
  const again = invocations.hold(
    ({ functionName }, last) =>
      functionName === 'AcquireLock' && last?.functionName === 'AcquireLock',
  );
  const execution = await cluster.startUpgrade(orders(release), { onBusy: 'wait' });
  (await again).letGo();
  return execution;
}

test('one that has waited in vain is refused by the name of the one that runs; one that waits on takes its turn', async () => {
  const first = await begin('to');
  const before = await stateOf(cluster);
  const inVain = await cluster.startUpgrade(orders('from'), {
    onBusy: 'wait',
    busyTimeoutSeconds: 2,
  });
  expect(await cluster.awaitUpgrade(inVain)).toMatchObject({
    status: 'FAILED',
    error: 'UpgradeInProgress',
    cause: expect.stringMatching(`${first.execution},.* waited 2 s`) as string,
  });
  const second = await wait('from');
  expect(await stateOf(cluster)).toEqual(before);

  first.held.letGo();
  expect(await cluster.awaitUpgrade(first.execution)).toMatchObject({ status: 'SUCCEEDED' });
  const outcome = await cluster.awaitUpgrade(second);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  expect(outcome.visits.slice(0, 5).map(({ state }) => state)).toEqual([
    'Validate update',
    'Acquire lock',
    'Validate update',
    'Acquire lock',
    'Plan upgrade',
  ]);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
});

test('what the one before has done already is not done again', async () => {
  const first = await begin('to');
  const second = await wait('to');
  first.held.letGo();
  expect(await cluster.awaitUpgrade(first.execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await cluster.awaitUpgrade(second)).toMatchObject({
    status: 'FAILED',
    error: 'ReleaseAlreadyInstalled',
  });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
