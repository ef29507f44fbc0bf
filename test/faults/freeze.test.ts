import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { dayNames } from '../../core/change-windows';
import { watchInvocations } from '../support/invocations';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf, telling } from '../support/standing';
import { stateOf } from '../support/state-of';
import { transshipOn } from '../support/transship';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, lambdaTimeoutSeconds: 30, leaseSeconds: 60 });
});
afterAll(() => cluster?.close());

const transship = transshipOn(() => cluster);
const refused = async () => {
  const before = await stateOf(cluster);
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(await stateOf(cluster)).toEqual(before);
  return outcome;
};

test('while a cluster is frozen no upgrade begins, and each is told who says so and why', async () => {
  const freeze = ['freeze', '--reason', 'peak season', '--by', 'ada', '--until'];
  const past = await transship(...freeze, '2020-01-01T00:00Z');
  expect([past.code, past.stderr]).toEqual([2, expect.stringContaining('still to come')]);
  expect((await transship(...freeze, '2999-01-01T00:00+01:00')).code).toBe(0);

  expect(await refused()).toMatchObject({
    status: 'FAILED',
    error: 'ClusterFrozen',
    cause: expect.stringMatching(/ada, since .*until 2998-12-31 23:00 UTC: peak season/) as string,
  });
  const second = await transship('freeze', '--reason', 'mine', '--by', 'eve');
  expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/^ClusterFrozen: .*ada/)]);
  expect((await transship('status')).stdout).toContain('frozen by ada');
  expect((await transship('doctor')).stdout).toMatch(/warn {2}freeze and change windows: .*ada/);
});

test('one that cannot wait says why; unfinished, it is carried on or rolled back in spite of the freeze', async () => {
  const halfway = watchInvocations(cluster).hold(
    ({ functionName }) => functionName === 'AwaitHandover',
  );
  const execution = await cluster.startUpgrade(undefined, { override: 'it stops the leak' });
  await halfway;
  await cluster.cloud.clients.stateMachines.send(
    new StopExecutionCommand({ executionArn: execution }),
  );
  expect((await transship('rollback', '--dry-run')).code).toBe(0);
  const carriedOn = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(carriedOn).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  expect((await transship('rollback', '--dry-run')).code).toBe(0);
});

test('once it is lifted, they begin again, in change windows where there are some', async () => {
  const lifted = await transship('unfreeze', '--json');
  expect(JSON.parse(lifted.stdout)).toMatchObject({ lifted: { by: 'ada' } });
  expect((await transship('unfreeze')).stdout).toBe('Cluster shop was not frozen.\n');

  const from = ['upgrade', '--update', `orders=${cluster.shop.releases.from.orders}`, '--dry-run'];
  expect((await transship(...from)).code).toBe(0);
  // Three days from now, wherever the day is about to end.
  const later = dayNames[(new Date().getUTCDay() + 2) % 7] ?? 'Mon';
  const changeWindows = [{ days: [later], from: '08:00', to: '10:00', timeZone: 'UTC' }];
  await telling(cluster, { changeWindows });
  expect(await refused()).toMatchObject({
    error: 'OutsideChangeWindow',
    cause: expect.stringMatching(/opens \d{4}-\d\d-\d\d 08:00 UTC/) as string,
  });
  expect((await transship(...from, '--override', 'it stops the leak')).code).toBe(0);
});
