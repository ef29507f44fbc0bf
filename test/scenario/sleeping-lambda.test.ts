import { startCluster, type Cluster } from '../support/real-cluster';
import { setWeights, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import type { Moment } from '../support/strike';
import { Succession } from '../support/succession';

// One long story: a Lambda falls asleep just before a change, before it has looked whether it still holds the lock. Its
// upgrade is stopped, and another one has taken over and planned when it wakes. That one is stopped at the next change.

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 40, lambdaTimeoutSeconds: 30 });
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

const looksAtLock = (functionName: string, nth = 1): Moment => ({
  functionName,
  operation: 'GetItem',
  item: 'lock',
  nth,
});

/** Something that the upgrade must change: without it there would be nothing to do in that state. */
interface Circumstance {
  before: string;
  bringAbout(): Promise<unknown>;
}

async function freezeNode(): Promise<void> {
  for (const { pid } of await cluster.nodes('first')) process.kill(pid, 'SIGSTOP');
}

const changes: [string, Moment, Circumstance?][] = [
  ['takes the lock', looksAtLock('AcquireLock')],
  ['records how the cluster was', looksAtLock('PlanUpgrade')],
  ['shifts requests away', looksAtLock('ShiftRequestsAway')],
  ['drains', looksAtLock('Drain')],
  [
    'stops a frozen node',
    looksAtLock('AwaitHandover'),
    { before: 'AwaitHandover', bringAbout: freezeNode },
  ],
  ['registers a task definition', looksAtLock('ApplyUpdate')],
  ['deploys it', looksAtLock('ApplyUpdate', 2)],
  ['has the instance serve', looksAtLock('ReturnRequests')],
  ['returns requests', looksAtLock('ReturnRequests', 2)],
  [
    'puts weights right',
    looksAtLock('Rebalance'),
    { before: 'Rebalance', bringAbout: () => setWeights(cluster, { first: 70, second: 60 }) },
  ],
  ['records the release', looksAtLock('RecordRelease')],
  ['releases the lock', looksAtLock('ReleaseLock')],
];

test.each(changes)(
  'a Lambda that %s and wakes too late changes nothing',
  async (_, moment, circumstance) => {
    if (circumstance) {
      await succession.arriveAt(circumstance.before);
      await circumstance.bringAbout();
    }
    const sleeper = await succession.fallAsleep(moment, { late: true });
    await succession.succeedTo('PlanUpgrade');
    const before = await stateOf(cluster);
    expect(await sleeper.wake()).toMatchObject({
      ok: false,
      errorType: moment.functionName === 'AcquireLock' ? 'UpgradeInProgress' : 'LockLost',
    });
    expect(await stateOf(cluster)).toEqual(before);
  },
);

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
