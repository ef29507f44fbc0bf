import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights, standingOf, telling } from '../support/standing';
import { type Moment } from '../support/strike';
import { Succession } from '../support/succession';

// One long story: a Lambda falls asleep between looking at the lock, which its upgrade holds, and the change. Its
// upgrade is stopped, another one takes the lock over and waits, as it must, and while it waits the sleeper wakes and
// makes its change. The other one plans from what it then finds.

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

const hasLookedAtLock = (functionName: string, nth = 1): Moment => ({
  functionName,
  operation: 'GetItem',
  item: 'lock',
  nth,
});

const changes: [string, Moment][] = [
  ['records how the cluster was', hasLookedAtLock('PlanUpgrade')],
  ['shifts requests away', hasLookedAtLock('ShiftRequestsAway')],
  ['drains', hasLookedAtLock('Drain')],
  ['registers a task definition', hasLookedAtLock('ApplyUpdate')],
  ['deploys it', hasLookedAtLock('ApplyUpdate', 2)],
  ['has the instance serve', hasLookedAtLock('ReturnRequests')],
  ['returns requests', hasLookedAtLock('ReturnRequests', 2)],
  ['puts weights right', hasLookedAtLock('Rebalance')],
  ['records the release', hasLookedAtLock('RecordRelease')],
];

test('a Lambda that has seen the lock free, and wakes when another holds it, does not take it', async () => {
  const sleeper = await succession.fallAsleep(hasLookedAtLock('AcquireLock'), { late: false });
  await succession.succeedTo('AcquireLock');
  const lock = await cluster.lock();
  expect(await sleeper.wake()).toMatchObject({ ok: false, errorType: 'UpgradeInProgress' });
  expect(await cluster.lock()).toEqual(lock);
});

test.each(changes)('a Lambda that %s wakes while its successor waits', async (_, moment) => {
  if (moment.functionName === 'Rebalance') {
    await succession.arriveAt('Rebalance');
    await setWeights(cluster, { first: 70, second: 60 });
  }
  const sleeper = await succession.fallAsleep(moment, { late: false });
  await succession.succeedTo('AcquireLock');
  expect(await sleeper.wake()).toMatchObject({ ok: true });
});

test('the last upgrade of them all completes what the first has begun', async () => {
  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  const { to } = cluster.shop.releases;
  expect(await standingOf(cluster)).toEqual({
    weights: { first: 100, second: 100 },
    counts: { first: 1, second: 1 },
    releases: { first: [to], second: [to] },
    modes: { first: 'serving', second: 'serving' },
    holder: undefined,
    unfinished: false,
  });
});
