import { shopFile } from '../../local/deployment/releases';
import { approve, awaitAsking } from '../support/approve';
import { isDone, order } from '../support/orders';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';
import { until } from '../support/until';

// A release on which what it has begun itself goes well, and what it is handed fails past all that a replay comes to.

jest.setTimeout(240_000);

let cluster: Cluster;
afterEach(() => cluster?.close());

test('a release that fails what it is handed trips the gate, and the upgrade goes back', async () => {
  cluster = await startCluster({ waitScale: 0.3 });
  const { ledger, url } = cluster;
  const file = shopFile('release-bad/forgets.ts');
  const orders = await cluster.cloud.containers.publish('shop/orders', file);
  const quotes = startQuotes(url);
  const upgrade = await cluster.startUpgrade(
    { orders },
    {
      approval: 'afterFirst',
      firstSharePercent: 100,
      bakeSeconds: 100,
      gates: { failedMovedPoints: 20, failedHandovers: 0 },
    },
  );
  const token = await awaitAsking(cluster);
  // On both instances: half of them begin on the new release.
  const requests = Array.from({ length: 20 }, (_, n) => order(`order-${n}`, 25));
  const answering = requests.map((body) => cluster.call({ service: 'orders', body }));
  await until(() => requests.every(({ order: id }) => isDone(ledger, id, 'screen')));
  await approve(cluster, token);
  const outcome = await cluster.awaitUpgrade(upgrade);
  const quoted = await quotes.stop();
  const answers = await Promise.all(answering);

  const [first, ...more] = outcome.cause?.split('\n') ?? [];
  expect([outcome.status, outcome.error]).toEqual(['FAILED', 'GateTripped']);
  expect(first).toMatch(
    /^Cluster shop is not upgraded any further, for how half-done executions fare on first(, second)?: \d+ of \d+ \(100 %\) of those that were moved failed, and 0 of \d+ \(0 %\) of those begun there \(gates\.failedMovedPoints: 20\)\./,
  );
  expect(more).toContainEqual(expect.stringMatching(/^Rolled back: /));
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  expect(failuresOf(quoted)).toEqual([]);
  // None was lost: those that it was handed have its failure as their one result.
  const failed = answers.filter(({ status }) => status === 500);
  expect(failed.length).toBeGreaterThanOrEqual(5);
  expect(new Set(failed.map(({ body }) => body.error))).toEqual(new Set(['TypeError']));
  expect(answers.filter(({ status }) => status !== 500 && status !== 200)).toEqual([]);
});
