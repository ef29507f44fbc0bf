import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type Invocations, watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf, telling } from '../support/standing';
import { stateOf } from '../support/state-of';

let cluster: Cluster;
let invocations: Invocations;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.25, leaseSeconds: 20, lambdaTimeoutSeconds: 30 });
  await telling(cluster, { lambdaTimeoutSeconds: 1 });
  invocations = watchInvocations(cluster);
});
afterAll(() => cluster?.close());

const installed = (release: 'from' | 'to') => ({
  orders: cluster.shop.releases[release].orders ?? '',
});

const isAt = (state: string) => invocations.hold(({ functionName }) => functionName === state);

test('of two upgrades that take the lock at the same moment one runs, and the other is told of it', async () => {
  const arrivals = Promise.all([isAt('AcquireLock'), isAt('AcquireLock')]);
  const executions = await Promise.all([cluster.startUpgrade(), cluster.startUpgrade()]);
  for (const taking of await arrivals) taking.letGo();
  const outcomes = await Promise.all(executions.map((each) => cluster.awaitUpgrade(each)));
  const [winner, loser] = outcomes[0]?.status === 'SUCCEEDED' ? [0, 1] : [1, 0];
  expect(outcomes[winner]).toMatchObject({ status: 'SUCCEEDED' });
  expect(outcomes[loser]).toMatchObject({
    status: 'FAILED',
    error: 'UpgradeInProgress',
    cause: expect.stringContaining(executions[winner] ?? '?') as string,
  });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

test('a lock whose holder lives is not taken over, and one whose holder is gone is', async () => {
  const halfway = isAt('AwaitHandover');
  const holder = await cluster.startUpgrade(installed('from'));
  await halfway;
  const before = await stateOf(cluster);
  const other = await cluster.awaitUpgrade(await cluster.startUpgrade(installed('from')));
  expect(other).toMatchObject({
    status: 'FAILED',
    error: 'UpgradeInProgress',
    cause: expect.stringContaining(holder) as string,
  });
  expect(await stateOf(cluster)).toEqual(before);

  const { generation } = await cluster.lock();
  await cluster.cloud.clients.stateMachines.send(
    new StopExecutionCommand({ executionArn: holder }),
  );
  const successor = await cluster.awaitUpgrade(await cluster.startUpgrade(installed('from')));
  expect(successor).toMatchObject({ status: 'SUCCEEDED' });
  expect(await cluster.lock()).toEqual({ generation: generation + 1 });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
});
