import { join } from 'node:path';
import type { UpdateOptions } from '../../core/update';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';

// A release whose container runs, and never becomes healthy; it knows nothing of Transship either.

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200 });
});
afterAll(() => cluster?.close());

/** Fails to install the release, under traffic. */
async function fail(onFailure: UpdateOptions['onFailure']) {
  const file = join(__dirname, '..', 'fixtures', 'containers', 'idle.ts');
  const orders = await cluster.cloud.containers.publish('shop/orders', file);
  const quotes = startQuotes(cluster.url);
  const outcome = await cluster.awaitUpgrade(
    await cluster.startUpgrade({ orders }, { rolloutTimeoutSeconds: 120, onFailure }),
  );
  const answers = await quotes.stop();
  expect(answers.length).toBeGreaterThan(10);
  expect(failuresOf(answers)).toEqual([]);

  expect(outcome).toMatchObject({ status: 'FAILED', error: 'RolloutFailed' });
  expect(outcome.cause).toMatch(/^The rollout of instance first failed: .*120 s/);
  return outcome;
}

test('the upgrade is rolled back, while the other instance serves', async () => {
  const { cause } = await fail('rollBack');
  expect(cause).toContain('\nRolled back: ');
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
});

test('one that is only to stop fails, the other instance serves, and the lock is free', async () => {
  await fail('stop');
  const { weights, modes, holder, unfinished } = await standingOf(cluster);
  expect({ weights, modes, holder, unfinished }).toEqual({
    weights: { first: 0, second: 100 },
    modes: { first: 'draining', second: 'serving' },
    holder: undefined,
    unfinished: true,
  });
});

test('an update to a good release then completes, and restores the original weights', async () => {
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
  expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
});
