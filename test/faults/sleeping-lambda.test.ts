import { startCluster, type Cluster } from '../support/real-cluster';
import { setWeights, settledAt, standingOf, telling } from '../support/standing';
import { stateOf } from '../support/state-of';
import type { Moment } from '../support/strike';
import { Succession } from '../support/succession';

// One long story: a Lambda falls asleep just before a change, before it has looked whether it still holds the lock. Its
// upgrade is stopped, and another one has taken over and planned when it wakes. That one is stopped at the next change.
// Upgrades are told that Lambdas end sooner than they do: it is the lock alone that must hold here. What the time-out
// is for: see woken-lambda.test.ts.

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

const looksAtLock = (functionName: string, nth = 1): Moment => ({
  functionName,
  operation: 'GetItem',
  item: 'lock',
  nth,
});

const signalNode = async (signal: 'SIGSTOP' | 'SIGCONT') => {
  for (const { pid } of await cluster.nodes('first')) process.kill(pid, signal);
};
const freezeNode = () => signalNode('SIGSTOP');
const upsetWeights = () => setWeights(cluster, { first: 70, second: 60 });

/** Before a plan; the upgrade that runs already has one. */
const early = ['AcquireLock', 'PlanUpgrade'];

/** Without `given`, brought about just before a state, there would be nothing to change. */
const changes: { what: string; moment: Moment; given?: [string, () => Promise<void>] }[] = [
  { what: 'takes the lock', moment: looksAtLock('AcquireLock') },
  { what: 'records how the cluster was', moment: looksAtLock('PlanUpgrade') },
  { what: 'shifts requests away', moment: looksAtLock('ShiftRequestsAway') },
  { what: 'drains', moment: looksAtLock('Drain') },
  {
    what: 'stops a frozen node',
    moment: looksAtLock('AwaitHandover'),
    given: ['Drain', freezeNode],
  },
  { what: 'registers a task definition', moment: looksAtLock('ApplyUpdate') },
  { what: 'deploys it', moment: looksAtLock('ApplyUpdate', 2) },
  { what: 'has the instance serve', moment: looksAtLock('ReturnRequests') },
  { what: 'returns requests', moment: looksAtLock('ReturnRequests', 2) },
  {
    what: 'puts weights right',
    moment: looksAtLock('Rebalance'),
    given: ['Rebalance', upsetWeights],
  },
  { what: 'records the release', moment: looksAtLock('RecordRelease') },
  { what: 'releases the lock', moment: looksAtLock('ReleaseLock') },
];

const lost = { errorType: 'LockLost' };
const inProgress = { errorType: 'UpgradeInProgress' };

/** The upgrade that runs is stopped while its Lambda sleeps, and another one has planned when that wakes. */
async function overtake(moment: Moment): Promise<void> {
  const sleeper = await succession.fallAsleep(moment, { late: true });
  await succession.succeedTo('PlanUpgrade');
  const before = await stateOf(cluster);
  const refusal = moment.functionName === 'AcquireLock' ? inProgress : lost;
  expect(await sleeper.wake()).toMatchObject({ ok: false, ...refusal });
  expect(await stateOf(cluster)).toEqual(before);
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
    await overtake(moment);
    await signalNode('SIGCONT');
  },
);

test('the last upgrade of them all completes what the first has begun', async () => {
  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

test('a Lambda that restores after a failure and wakes too late changes nothing', async () => {
  const { from } = cluster.shop.releases;
  succession = new Succession(cluster, { orders: from.orders ?? '' });
  const awaiting = await succession.arriveAt('AwaitHandover');
  awaiting.answer({ ok: false, errorType: 'HandoverTimedOut', errorMessage: 'So says the test' });
  await overtake(looksAtLock('RestoreServing'));

  const outcome = await cluster.awaitUpgrade(await succession.goOn());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(from));
});
