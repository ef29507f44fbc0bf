import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { createConfigurationStore } from '../../store/configuration';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

const ALARM = 'shop-failing-requests';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  await cluster.cloud.clients.monitoring.send(
    new PutMetricAlarmCommand({
      AlarmName: ALARM,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
    }),
  );
  await createConfigurationStore(cluster.table).write({
    ...cluster.shop.configuration,
    alarms: [ALARM],
  });
});
afterAll(() => cluster?.close());

const set = (StateValue: 'OK' | 'ALARM') =>
  cluster.cloud.clients.monitoring.send(
    new SetAlarmStateCommand({
      AlarmName: ALARM,
      StateValue,
      StateReason: `told to be ${StateValue}`,
    }),
  );
const upgrade = async (ignoreAlarms: boolean) =>
  cluster.awaitUpgrade(await cluster.startUpgrade(undefined, { ignoreAlarms }));

test('an upgrade is refused while an alarm is on, by its name, and changes nothing', async () => {
  await set('ALARM');
  const before = await stateOf(cluster);
  const { error, cause } = await upgrade(false);
  expect(error).toBe('AlarmTripped');
  expect(cause).toContain(`${ALARM} (told to be ALARM)`);
  expect(await stateOf(cluster)).toEqual(before);
});

test('one that is to mend it is not', async () => {
  expect(await upgrade(true)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

test('one that has begun leaves the next instance alone once an alarm is on', async () => {
  await set('OK');
  const { from, to } = cluster.shop.releases;
  const execution = await cluster.startUpgrade({ orders: from.orders ?? '' });
  await until(async () =>
    (await cluster.visits(execution)).some(({ state }) => state === 'Await rollout'),
  );
  await set('ALARM');
  expect(await cluster.awaitUpgrade(execution)).toMatchObject({ error: 'AlarmTripped' });
  expect(await standingOf(cluster)).toMatchObject({
    weights: { first: 100, second: 100 },
    releases: { first: [from], second: [to] },
    holder: undefined,
    unfinished: true,
  });
});
