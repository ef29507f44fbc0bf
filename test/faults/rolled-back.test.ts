import { audited } from '../support/audit';
import { type ClusterAlarm, addAlarm } from '../support/alarm';
import { isDone, order, violations } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// An alarm trips while the first instance bakes on release 2: orders that were moved to it, and have gone on there, and
// others that began there, are in the middle of their work when it goes back.

let cluster: Cluster;
let alarm: ClusterAlarm;
beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  alarm = await addAlarm(cluster);
});
afterAll(() => cluster?.close());

const place = (name: string, count: number) => {
  const requests = Array.from({ length: count }, (_, n) => order(`${name}-${n + 1}`, 12));
  return { requests, answering: requests.map((body) => cluster.call({ service: 'orders', body })) };
};

const arePriced = ({ requests }: ReturnType<typeof place>) =>
  until(() => requests.every(({ order: id }) => isDone(cluster.ledger, id, 'price')));

test('an upgrade that is rolled back loses, fails and repeats nothing, and leaves all as it was', async () => {
  const quotes = startQuotes(cluster.url);
  const before = place('before', 6);
  await arePriced(before);
  const upgrade = await cluster.startUpgrade(undefined, {
    firstSharePercent: 100,
    bakeSeconds: 600,
  });
  await until(async () => {
    const visits = await cluster.visits(upgrade);
    return visits.some(({ state }) => state === 'Return requests');
  });
  await until(async () => ((await cluster.weights()).first ?? 0) >= 100);
  const meanwhile = place('meanwhile', 6);
  await arePriced(meanwhile);
  await alarm.set('ALARM');

  const outcome = await cluster.awaitUpgrade(upgrade);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'AlarmTripped' });
  expect(outcome.cause).toMatch(/told to be ALARM.*\nRolled back: /);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));

  const requests = [...before.requests, ...meanwhile.requests];
  const answers = await Promise.all([...before.answering, ...meanwhile.answering]);
  expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
  const placed = requests.map((request, index) => ({
    order: request,
    answer: answers[index] ?? { status: 0, body: {}, execution: undefined, way: [] },
  }));
  expect(violations(cluster.ledger, placed)).toEqual([]);
  expect(failuresOf(await quotes.stop())).toEqual([]);

  const { from, to } = cluster.shop.releases;
  const [record, ...others] = await audited(cluster);
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    execution: upgrade,
    plan: [{ name: 'first', update: true, from, to }, { name: 'second' }],
    wayBack: [{ name: 'first', update: true, from: to, to: from }],
    handovers: [{ instance: 'first' }, { instance: 'first' }],
    ended: { outcome: 'rolled back', error: 'AlarmTripped' },
  });
  expect(record?.ended?.cause).toBe(outcome.cause?.split('\n')[0]);
});

test('the same update then goes through, once the alarm is not looked at', async () => {
  const upgrade = await cluster.startUpgrade(undefined, { ignoreAlarms: true });
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
