import type { UpdateOptions } from '../../core/update';
import { type ClusterAlarm, addAlarm } from '../support/alarm';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

let cluster: Cluster;
let alarm: ClusterAlarm;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  alarm = await addAlarm(cluster);
});
afterAll(() => cluster?.close());

const upgrade = async (ignoreAlarms: boolean) =>
  cluster.awaitUpgrade(await cluster.startUpgrade(undefined, { ignoreAlarms }));

test('an upgrade is refused while an alarm is on, by its name, and changes nothing', async () => {
  await alarm.set('ALARM');
  const before = await stateOf(cluster);
  const { error, cause } = await upgrade(false);
  expect(error).toBe('AlarmTripped');
  expect(cause).toContain(`${alarm.name} (told to be ALARM)`);
  expect(await stateOf(cluster)).toEqual(before);
});

test('one that is to mend it is not', async () => {
  expect(await upgrade(true)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

/** Starts an update back to release 1, and trips the alarm once it is in that state. */
async function tripIn(state: string, options: Partial<UpdateOptions>) {
  await alarm.set('OK');
  const { from } = cluster.shop.releases;
  const execution = await cluster.startUpgrade({ orders: from.orders ?? '' }, options);
  await until(async () => (await cluster.visits(execution)).some((visit) => visit.state === state));
  await alarm.set('ALARM');
  const outcome = await cluster.awaitUpgrade(execution);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'AlarmTripped' });
  return { ...outcome, visits: await cluster.visits(execution) };
}

test('one that has begun takes no further instance once an alarm is on, and goes back', async () => {
  const { cause } = await tripIn('Await rollout', {});
  expect(cause).toMatch(/^Cluster shop .*told to be ALARM.*\nRolled back: /);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

test('an alarm that trips while an instance bakes has it go back', async () => {
  const { visits } = await tripIn('Return requests', { bakeSeconds: 600 });
  expect(visits.filter(({ state }) => state === 'Drain')).toHaveLength(2);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});

test('one that is only to stop leaves what it has updated, and the next instance alone', async () => {
  const { from, to } = cluster.shop.releases;
  await tripIn('Await rollout', { onFailure: 'stop' });
  expect(await standingOf(cluster)).toMatchObject({
    weights: { first: 100, second: 100 },
    releases: { first: [from], second: [to] },
    holder: undefined,
    unfinished: true,
  });
});
