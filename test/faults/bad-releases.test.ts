import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import type { UpdateOptions } from '../../core/update';
import type { AlarmsOptions } from '../../local/deployment/alarms';
import { shopFile } from '../../local/deployment/releases';
import { isDone, order, violations } from '../support/orders';
import { startQuotes } from '../support/quotes';
import { type Cluster, type ClusterOptions, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// Releases that go wrong, each in its own way, under traffic. Nobody sets an alarm here: those that trip are the ones that
// a deployment makes, on what the load balancer really sees, in periods of 3 s.
// broken-release.test.ts has one that exits at start, sick-release.test.ts one that never becomes healthy.

jest.setTimeout(240_000);

const alarms: AlarmsOptions = { periodSeconds: 3 };
const REPOSITORY = 'shop/orders';

let cluster: Cluster;
afterEach(() => cluster?.close());

const publish = (name: string) =>
  cluster.cloud.containers.publish(REPOSITORY, shopFile(`release-bad/${name}.ts`));

/** With its alarms, which begin to look before its nodes are healthy: once each has seen that they are. */
async function startWatched(options: ClusterOptions = {}) {
  cluster = await startCluster({ alarms, ...options });
  await until(async () => {
    const { MetricAlarms = [] } = await cluster.cloud.clients.monitoring.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'shop-healthy-' }),
    );
    return MetricAlarms.length > 0 && MetricAlarms.every(({ StateValue }) => StateValue === 'OK');
  });
}

/** Installs what goes wrong while quotes come and two orders are under way, one on each instance as a rule. */
async function install(orders: string, options: Partial<UpdateOptions>, seconds = 15) {
  const { ledger, url } = cluster;
  const requests = [1, 2].map((n) => order(`order-${n}`, seconds));
  const answering = requests.map((body) => cluster.call({ service: 'orders', body }));
  await until(() => requests.every(({ order: id }) => isDone(ledger, id, 'price')));
  const quotes = startQuotes(url);
  const upgrade = await cluster.startUpgrade({ orders }, options);
  const outcome = await cluster.awaitUpgrade(upgrade);
  const failures = (await quotes.stop()).flatMap(({ failure }) => failure ?? []);
  const answers = await Promise.all(answering);
  const placed = requests.map((request, n) => ({ order: request, answer: answers[n] ?? fail() }));
  return { outcome, failures, placed, visits: await cluster.visits(upgrade) };
}

const fail = (): never => {
  throw new Error('An order was not answered');
};

type Installed = Awaited<ReturnType<typeof install>>;

/** It went back, for that reason, which the first line says; everything stands as before, and no order was harmed. */
async function expectRolledBack(
  { outcome, placed, visits }: Installed,
  error: string,
  cause: string | RegExp,
) {
  const [first, ...more] = outcome.cause?.split('\n') ?? [];
  expect({ status: outcome.status, error: outcome.error }).toEqual({ status: 'FAILED', error });
  expect(first).toMatch(cause);
  expect(more).toContainEqual(expect.stringMatching(/^Rolled back: /));
  expect(visits.map(({ state }) => state)).toContain('Plan roll back');
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  expect(placed.map(({ answer }) => answer.status)).toEqual(placed.map(() => 200));
  expect(violations(cluster.ledger, placed)).toEqual([]);
}

/** So much of the requests that an alarm has something to see. */
const baking = { firstSharePercent: 50, bakeSeconds: 600 };

test('one that answers with 500 trips the alarm on server errors, and fails nothing after it is gone', async () => {
  await startWatched();
  const installed = await install(await publish('errors'), baking);
  await expectRolledBack(installed, 'AlarmTripped', /shop-server-errors \(Threshold Crossed: /);
  expect(new Set(installed.failures)).toEqual(new Set(['HTTP 500 PriceUnknown']));

  const quotes = startQuotes(cluster.url);
  await until(async () => (await cluster.lock()).holder === undefined);
  expect((await quotes.stop()).flatMap(({ failure }) => failure ?? [])).toEqual([]);
});

test('one that answers slowly trips the alarm on slow responses of its instance', async () => {
  await startWatched({ alarms: { ...alarms, slowResponseSeconds: 2 } });
  const installed = await install(await publish('slow'), baking);
  await expectRolledBack(installed, 'AlarmTripped', /shop-slow-first \(Threshold Crossed: /);
  expect(installed.failures).toEqual([]);
});

test('one that leaks until it is killed trips the alarm on server errors', async () => {
  await startWatched({ leaseSeconds: 5 });
  const installed = await install(await publish('leaks'), baking);
  await expectRolledBack(installed, 'AlarmTripped', /shop-server-errors \(Threshold Crossed: /);
  // Whoever was being answered, or came before it was replaced.
  for (const failure of installed.failures) expect(failure).toMatch(/^HTTP 50[23]$/);
});

test('one whose image does not exist is refused by its name, before anything is changed', async () => {
  cluster = await startCluster({ waitScale: 0.5 });
  const digest = `@sha256:${'0'.repeat(64)}`;
  const missing = (cluster.shop.releases.from.orders ?? '').replace(/@.*/, digest);
  const { outcome, failures, placed } = await install(missing, {});
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'ArtifactNotFound' });
  expect(outcome.cause).toContain(missing);
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  expect(failures).toEqual([]);
  expect(violations(cluster.ledger, placed)).toEqual([]);
});

test('one whose image is gone when it is to be started is rolled back, and named', async () => {
  cluster = await startCluster({ waitScale: 0.5 });
  const orders = await publish('slow');
  const installing = install(orders, {});
  await until(async () => (await cluster.mode('first')).mode === 'draining');
  const [, imageDigest] = orders.split('@');
  await cluster.cloud.clients.registry.send(
    new BatchDeleteImageCommand({ repositoryName: REPOSITORY, imageIds: [{ imageDigest }] }),
  );
  const installed = await installing;
  await expectRolledBack(installed, 'RolloutFailed', 'CannotPullContainerError');
  expect(installed.outcome.cause).toContain(orders);
  expect(installed.failures).toEqual([]);
});

test('one that cannot read what the former one has saved takes none of it, and goes back when that does not end in time', async () => {
  cluster = await startCluster({ waitScale: 0.25 });
  // The orders outlast the upgrade of the first instance and the time-out of the second one, also where all is slow.
  const installed = await install(await publish('unreadable'), { handoverTimeoutSeconds: 30 }, 90);
  await expectRolledBack(
    installed,
    'HandoverTimedOut',
    /^Instance second was not vacated within 30 s: .* [12] that only this instance can go on with/,
  );
  expect(installed.placed.map(({ answer }) => answer.body.release)).toEqual(['1', '1']);
  expect(installed.failures).toEqual([]);
});
