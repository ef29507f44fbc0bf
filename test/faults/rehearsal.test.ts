import { shopFile } from '../../local/deployment/releases';
import { isDone, order, violations } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// What is half done is rehearsed on the new release, on the real path, before anything reaches it.

jest.setTimeout(240_000);

let cluster: Cluster;
afterEach(() => cluster?.close());

test('one that diverges is stopped before any request is led to it', async () => {
  cluster = await startCluster();
  const { ledger, url } = cluster;
  const orders = await cluster.cloud.containers.publish(
    'shop/orders',
    shopFile('release-bad/diverges.ts'),
  );
  const requests = [1, 2, 3, 4].map((n) => order(`order-${n}`, 20));
  const answering = requests.map((body) =>
    cluster.call({ service: 'orders', body }).then((answer) => ({ order: body, answer })),
  );
  await until(() => requests.every(({ order: id }) => isDone(ledger, id, 'screen')));
  const quotes = startQuotes(url);
  const upgrade = await cluster.startUpgrade({ orders });
  const outcome = await cluster.awaitUpgrade(upgrade);
  const quoted = await quotes.stop();
  const placed = await Promise.all(answering);

  const [first, ...more] = outcome.cause?.split('\n') ?? [];
  expect([outcome.status, outcome.error]).toEqual(['FAILED', 'RehearsalFailed']);
  expect(first).toMatch(
    /^The release that instance first was given cannot go on with what is half done\. \d+ executions? of \d+ rehearsed would fail: \d+ of service orders, version 1, such as [\w-]{22}: on version 2: Its replay diverges: ".*screen" was recorded next, and the handler asks for .*"check-address"/,
  );
  expect(more).toContainEqual(expect.stringMatching(/^Rolled back: /));
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  // Nobody was answered by it, and nothing was done by it.
  expect(failuresOf(quoted)).toEqual([]);
  const releases = [
    ...quoted.map(({ result }) => result?.release),
    ...placed.map(({ answer }) => answer.body.release),
    ...ledger.effects().map(({ release }) => release),
  ];
  expect(new Set(releases)).toEqual(new Set(['1']));
  expect(violations(ledger, placed)).toEqual([]);
});
