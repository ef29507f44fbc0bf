import type { LambdaOutcome } from '../../local/lambda';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { type Moment, strikeAt } from '../support/strike';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200 });
});
afterAll(() => cluster?.close());

/** In the middle of each state: before or at a change, with what was asked of the store carried out. */
const middles: Moment[] = [
  { functionName: 'ValidateUpdate', operation: 'GetItem', item: 'upgrade' },
  { functionName: 'AcquireLock', operation: 'UpdateItem', item: 'lock' },
  { functionName: 'AcquireLock', operation: 'GetItem', item: 'lock', nth: 3 },
  { functionName: 'PlanUpgrade', operation: 'UpdateItem', item: 'upgrade' },
  { functionName: 'PlanUpgrade', operation: 'PutItem', item: 'release#second' },
  { functionName: 'SuspendScaling', operation: 'GetItem', item: 'lock', nth: 2 },
  { functionName: 'ShiftRequestsAway', operation: 'GetItem', item: 'lock' },
  { functionName: 'Drain', operation: 'PutItem', item: 'mode' },
  { functionName: 'AwaitHandover', operation: 'GetItem', item: 'mode' },
  { functionName: 'ApplyUpdate', operation: 'GetItem', item: 'lock' },
  { functionName: 'ApplyUpdate', operation: 'GetItem', item: 'lock', nth: 2 },
  { functionName: 'AwaitRollout', operation: 'GetItem', item: 'mode' },
  { functionName: 'ReturnRequests', operation: 'PutItem', item: 'mode' },
  { functionName: 'ReturnRequests', operation: 'GetItem', item: 'lock', nth: 2 },
  { functionName: 'Rebalance', operation: 'GetItem', item: 'upgrade' },
  { functionName: 'RecordRelease', operation: 'PutItem', item: 'release#first' },
  { functionName: 'ResumeScaling', operation: 'GetItem', item: 'lock', nth: 2 },
  { functionName: 'ReleaseLock', operation: 'GetItem', item: 'lock', nth: 3 },
  { functionName: 'ReleaseLock', operation: 'UpdateItem', item: 'upgrade' },
  { functionName: 'ReleaseLock', operation: 'UpdateItem', item: 'lock' },
];

test('an upgrade whose Lambdas are killed in the middle of each state carries on', async () => {
  const killed = middles.map((middle) => strikeAt(cluster, middle, 'SIGKILL'));
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(new Set(await Promise.all(killed)).size).toBe(middles.length);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

/** Has the outcome of each invocation replaced, until it is told to stop. */
function interfere(
  replace: (functionName: string, event: string, ran: LambdaOutcome) => LambdaOutcome,
) {
  const { lambdas } = cluster.cloud;
  if (!lambdas) throw new Error('No functions are deployed');
  const invoke = lambdas.invoke.bind(lambdas);
  lambdas.invoke = async (functionName, payload) =>
    replace(functionName, JSON.stringify(payload), await invoke(functionName, payload));
  return () => (lambdas.invoke = invoke);
}

const failWith = (errorType: string): LambdaOutcome => ({
  ok: false,
  errorType,
  errorMessage: 'So says the test',
});

test('an upgrade whose Lambdas all die before they can answer, and so are run twice, does the same', async () => {
  const unheard = new Set<string>();
  const stop = interfere((functionName, event, ran) => {
    const invocation = `${functionName} ${event}`;
    if (unheard.has(invocation)) return ran;
    unheard.add(invocation);
    return failWith('Runtime.ExitError');
  });
  const { orders = '' } = cluster.shop.releases.from;
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade({ orders }));
  stop();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(unheard.size).toBeGreaterThan(middles.length);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
});

test('an upgrade that has failed, and whose Lambda is killed while it restores, restores all the same', async () => {
  const stop = interfere((functionName, _, ran) =>
    functionName === 'AwaitHandover' ? failWith('HandoverTimedOut') : ran,
  );
  const middle: Moment = { functionName: 'RestoreServing', operation: 'PutItem', item: 'mode' };
  const killed = strikeAt(cluster, middle, 'SIGKILL');
  const outcome = await cluster.awaitUpgrade(
    await cluster.startUpgrade(undefined, { onFailure: 'stop' }),
  );
  stop();
  await killed;
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'HandoverTimedOut' });
  expect(await standingOf(cluster)).toEqual({
    ...settledAt(cluster.shop.releases.from),
    unfinished: true,
  });
});
