import { isDeepStrictEqual } from 'node:util';
import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights, settledAt, standingOf, telling } from '../support/standing';
import { stateOf } from '../support/state-of';
import type { Moment } from '../support/strike';
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
  ['deploys what is registered by now', hasLookedAtLock('ApplyUpdate')],
  ['has the instance serve', hasLookedAtLock('ReturnRequests')],
  ['returns requests', hasLookedAtLock('ReturnRequests', 2)],
  ['puts weights right', hasLookedAtLock('Rebalance')],
];

test('a Lambda that has seen the lock free, and wakes when another holds it, does not take it', async () => {
  const sleeper = await succession.fallAsleep(hasLookedAtLock('AcquireLock'), { late: false });
  await succession.succeedTo('AcquireLock');
  const lock = await cluster.lock();
  expect(await sleeper.wake()).toMatchObject({ ok: false, errorType: 'UpgradeInProgress' });
  expect(await cluster.lock()).toEqual(lock);
});

/**
 * Resolves with whether it has made its change; undefined if it has overslept: its store's client gives an answer up
 * after two seconds, so that it asks for the lock again, and is refused before it has changed anything.
 */
async function changesOnceWoken(moment: Moment): Promise<boolean | undefined> {
  if (moment.functionName === 'Rebalance') {
    await succession.arriveAt('Rebalance');
    await setWeights(cluster, { first: 70, second: 60 });
  }
  const sleeper = await succession.fallAsleep(moment, { late: false });
  await succession.takeOver();
  const before = await stateOf(cluster);
  const outcome = await sleeper.wake();
  if (!isDeepStrictEqual(await stateOf(cluster), before)) return true;
  return !outcome.ok && outcome.errorType === 'LockLost' ? undefined : false;
}

test.each(changes)(
  'a Lambda that %s and wakes while its successor waits still does so',
  async (_, moment) => {
    let changes: boolean | undefined;
    while (changes === undefined) changes = await changesOnceWoken(moment);
    expect(changes).toBe(true);
  },
);

test('the last upgrade of them all completes what the first has begun', async () => {
  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
