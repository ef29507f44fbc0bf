import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Release } from '../../core/cluster';
import { startCluster, type Cluster } from '../support/real-cluster';
import { settledAt, setWeights, standingOf, telling, untilHealthy } from '../support/standing';
import type { Moment } from '../support/strike';
import { Succession } from '../support/succession';
import { until } from '../support/until';

// One long story: a Lambda falls asleep just before a change, before it has looked whether it still holds the lock. Its
// upgrade is stopped, and another one has taken over and planned when it wakes. That one is stopped at the next change.
// Upgrades are told that Lambdas end sooner than they do: it is the lock alone that must hold here. What the time-out
// is for: see woken-lambda.test.ts.

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  await setSecondTo(2);
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

const looksAtLock = (functionName: string, nth = 1): Moment => ({
  functionName,
  operation: 'GetItem',
  item: 'lock',
  nth,
});

const upsetWeights = () => setWeights(cluster, { first: 70, second: 60 });
const setSecondTo = async (desiredCount: number) => {
  await cluster.cloud.clients.containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service: 'second', desiredCount }),
  );
  await until(
    async () =>
      (await cluster.nodes('second')).filter(({ record }) => record).length === desiredCount,
  );
  await until(async () => (await cluster.tasks('second')) === desiredCount);
  await untilHealthy(cluster, 'second', desiredCount);
};
const upsetCount = () => setSecondTo(1);

/** One node in the first instance, two in the second. */
const settled = (release: Release) => ({
  ...settledAt(release),
  counts: { first: 1, second: 2 },
  releases: { first: [release], second: [release, release] },
});

/** Before a plan; the upgrade that runs already has one. */
const early = ['AcquireLock', 'PlanUpgrade'];

/** Without `given`, brought about just before a state, there would be nothing to change. */
const changes: { what: string; moment: Moment; given?: [string, () => Promise<void>] }[] = [
  { what: 'takes the lock', moment: looksAtLock('AcquireLock') },
  { what: 'tells who holds it', moment: looksAtLock('AcquireLock', 3) },
  { what: 'records how the cluster was', moment: looksAtLock('PlanUpgrade') },
  { what: 'suspends scaling', moment: looksAtLock('SuspendScaling') },
  { what: 'shifts requests away', moment: looksAtLock('ShiftRequestsAway') },
  { what: 'drains', moment: looksAtLock('Drain') },
  { what: 'registers a task definition', moment: looksAtLock('ApplyUpdate') },
  { what: 'deploys it', moment: looksAtLock('ApplyUpdate', 2) },
  { what: 'has the instance serve', moment: looksAtLock('ReturnRequests') },
  { what: 'returns requests', moment: looksAtLock('ReturnRequests', 2) },
  {
    what: 'puts weights right',
    moment: looksAtLock('Rebalance'),
    given: ['Rebalance', upsetWeights],
  },
  {
    what: 'puts a count right',
    moment: looksAtLock('Rebalance'),
    given: ['Rebalance', upsetCount],
  },
  { what: 'records the release', moment: looksAtLock('RecordRelease') },
  { what: 'resumes scaling', moment: looksAtLock('ResumeScaling') },
  { what: 'tells the weights', moment: looksAtLock('ReleaseLock', 2) },
  { what: 'tells that the lock is free', moment: looksAtLock('ReleaseLock', 4) },
  { what: 'releases the lock', moment: looksAtLock('ReleaseLock') },
];

async function changesNothing(moment: Moment): Promise<void> {
  const { outcome, before, after } = await succession.overtake(moment);
  const isTaking = moment.functionName === 'AcquireLock' && moment.nth === 1;
  const errorType = isTaking ? 'UpgradeInProgress' : 'LockLost';
  expect(outcome).toMatchObject({ ok: false, errorType });
  expect(after).toEqual(before);
}

test.each(changes)(
  'a Lambda that $what and wakes too late changes nothing',
  async ({ moment, given }) => {
    if (early.includes(moment.functionName)) await succession.stop();
    if (given) {
      const [state, bringAbout] = given;
      await succession.arriveAt(state);
      await bringAbout();
    }
    await changesNothing(moment);
  },
);

test('the last upgrade of them all completes what the first has begun', async () => {
  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  await until(async () => (await standingOf(cluster)).releases.second?.length === 2);
  expect(await standingOf(cluster)).toEqual(settled(cluster.shop.releases.to));
});

test('a Lambda that restores after a failure and wakes too late changes nothing', async () => {
  const { from } = cluster.shop.releases;
  succession = new Succession(cluster, { orders: from.orders ?? '' }, { onFailure: 'stop' });
  const awaiting = await succession.arriveAt('AwaitHandover');
  awaiting.answer({ ok: false, errorType: 'HandoverTimedOut', errorMessage: 'So says the test' });
  await changesNothing(looksAtLock('RestoreServing'));

  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settled(from));
});
