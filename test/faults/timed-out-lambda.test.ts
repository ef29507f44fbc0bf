import { startCluster, type Cluster } from '../support/real-cluster';
import { telling } from '../support/standing';
import type { Moment } from '../support/strike';
import { Succession } from '../support/succession';

// A Lambda that falls asleep after it has looked at the lock cannot be refused any more. What then holds is time: the
// successor waits for as long as a Lambda may run, and Lambda ends it before.

const LAMBDA_TIMEOUT_SECONDS = 5;
const WAIT_SCALE = 0.25;

let cluster: Cluster;
let succession: Succession;

beforeAll(async () => {
  cluster = await startCluster({
    waitScale: WAIT_SCALE,
    leaseSeconds: 20,
    lambdaTimeoutSeconds: LAMBDA_TIMEOUT_SECONDS,
  });
  // In the time of the state machine, which runs faster here.
  await telling(cluster, { lambdaTimeoutSeconds: LAMBDA_TIMEOUT_SECONDS / WAIT_SCALE });
  succession = new Succession(cluster);
});
afterAll(() => cluster?.close());

const changes: [string, Moment][] = [
  [
    'shift requests away',
    { functionName: 'ShiftRequestsAway', operation: 'GetItem', item: 'lock' },
  ],
  ['deploy', { functionName: 'ApplyUpdate', operation: 'GetItem', item: 'lock', nth: 2 }],
  [
    'have the instance serve',
    { functionName: 'ReturnRequests', operation: 'GetItem', item: 'lock' },
  ],
];

test.each(changes)(
  'a Lambda that sleeps when it is to %s has ended before its successor plans',
  async (_, moment) => {
    const sleeper = await succession.fallAsleep(moment, { late: false });
    const asleep = performance.now();
    await succession.succeedTo('AcquireLock');
    // Its time, which began before it slept, is up by now, and what has been killed does not wake any more.
    expect(performance.now() - asleep).toBeGreaterThanOrEqual(LAMBDA_TIMEOUT_SECONDS * 1_000);
    expect(await sleeper.wake()).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
  },
);
