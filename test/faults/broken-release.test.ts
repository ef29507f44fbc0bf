import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { join } from 'node:path';
import type { UpdateOptions } from '../../core/update';
import { failuresOf, startQuotes } from '../support/quotes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { settledAt, standingOf } from '../support/standing';

// A release whose container exits as soon as it is started.

let cluster: Cluster;
let broken: string;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200 });
  const file = join(__dirname, '..', 'fixtures', 'containers', 'crash.ts');
  broken = await cluster.cloud.containers.publish('shop/orders', file);
});
afterAll(() => cluster?.close());

/** ECS services give a deployment up only if they are told to. */
const setCircuitBreaker = (enable: boolean) =>
  Promise.all(
    ['first', 'second'].map((service) =>
      cluster.cloud.clients.containers.send(
        new UpdateServiceCommand({
          cluster: 'shop',
          service,
          deploymentConfiguration: { deploymentCircuitBreaker: { enable, rollback: false } },
        }),
      ),
    ),
  );

/** Fails to install the broken release, under traffic. */
async function fail(onFailure: UpdateOptions['onFailure']) {
  const quotes = startQuotes(cluster.url);
  const outcome = await cluster.awaitUpgrade(
    await cluster.startUpgrade({ orders: broken }, { rolloutTimeoutSeconds: 120, onFailure }),
  );
  const answers = await quotes.stop();
  expect(answers.length).toBeGreaterThan(10);
  expect(failuresOf(answers)).toEqual([]);
  const [first = '', ...others] = outcome.cause?.split('\n') ?? [];
  return { ...outcome, first, others };
}

describe('where the platform gives the deployment up', () => {
  beforeAll(() => setCircuitBreaker(true));

  test('the upgrade is rolled back, and says the platform\u2019s reason first', async () => {
    const { status, error, first, others } = await fail('rollBack');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'RolloutFailed' });
    expect(first).toContain('circuit breaker');
    expect(first).toContain('orders exited with code 3');
    expect(others).toEqual([expect.stringContaining('Rolled back')]);
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  });

  test('one that is only to stop fails with the same, and what is left serves on the former release', async () => {
    const { from } = cluster.shop.releases;
    const { status, error, first, others } = await fail('stop');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'RolloutFailed' });
    expect(first).toContain('instance first');
    expect(first).toContain('circuit breaker');
    expect(first).toContain('orders exited with code 3');
    expect(others).toEqual([]);
    expect(await standingOf(cluster)).toEqual({ ...settledAt(from), unfinished: true });
  });

  test('an update to a good release then completes, and restores the original weights', async () => {
    const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.to));
  });
});

describe('where the platform tries for ever', () => {
  beforeAll(() => setCircuitBreaker(false));

  test('one that is only to stop fails with the reason of the last task, and the other instance serves', async () => {
    const { status, error, first, others } = await fail('stop');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'RolloutFailed' });
    expect(first).toContain('instance first');
    expect(first).toContain('Essential container in task exited; orders: exit code 3');
    expect(others).toEqual([expect.stringContaining('Instance first was left as it is')]);
    const { weights, modes, holder, unfinished } = await standingOf(cluster);
    expect({ weights, modes, holder, unfinished }).toEqual({
      weights: { first: 0, second: 100 },
      modes: { first: 'draining', second: 'serving' },
      holder: undefined,
      unfinished: true,
    });
  });

  test('an update to a good release then completes, and restores the original weights', async () => {
    const { from } = cluster.shop.releases;
    const orders = from.orders ?? '';
    const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade({ orders }));
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', error: undefined });
    expect(await standingOf(cluster)).toEqual(settledAt(from));
  });

  test('the upgrade is rolled back, with the reason of the last task first', async () => {
    const { status, error, first, others } = await fail('rollBack');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'RolloutFailed' });
    expect(first).toContain('Essential container in task exited; orders: exit code 3');
    expect(others).toEqual([expect.stringContaining('Rolled back')]);
    expect(await standingOf(cluster)).toEqual(settledAt(cluster.shop.releases.from));
  });
});
