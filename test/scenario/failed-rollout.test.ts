import { join } from 'node:path';
import { order } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { standingOf } from '../support/standing';

let cluster: Cluster;
beforeAll(async () => {
  // Nothing here needs its real time: a time-out that is over sooner fails sooner.
  cluster = await startCluster({ waitScale: 0.1 });
});
afterAll(() => cluster.close());

const publish = (script: string) =>
  cluster.cloud.containers.publish('orders', join(__dirname, '../fixtures/containers', script));

test.each(['crash.ts', 'hangs.ts'])(
  'a release that does not come up (%s) fails readably, the cluster serves on, and a good one can follow',
  async (script) => {
    const image = await publish(script);
    const upgrade = await cluster.startUpgrade({ orders: image }, { rolloutTimeoutSeconds: 30 });
    const asked = Array.from({ length: 3 }, (_, n) =>
      cluster.call({ service: 'orders', body: order(`${script}-${n}`, 8) }),
    );
    const outcome = await cluster.awaitUpgrade(upgrade);

    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RolloutFailed' });
    expect(outcome.cause?.split('\n')[0]).toMatch(/first/);
    const failed = await standingOf(cluster);
    expect(failed).toMatchObject({ holder: undefined, weights: { first: 0 } });
    expect(failed.weights.second).toBeGreaterThan(0);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const meanwhile = { service: 'orders', body: order(`${script}-after`, 5) };
    expect(await cluster.call(meanwhile)).toMatchObject({ status: 200 });

    const { from, to } = cluster.shop.releases;
    const good = script === 'crash.ts' ? to : from;
    const next = await cluster.startUpgrade({ orders: good.orders ?? '' });
    expect(await cluster.awaitUpgrade(next)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await standingOf(cluster)).toMatchObject({
      weights: { first: 100, second: 100 },
      counts: { first: 1, second: 1 },
      releases: { first: [good], second: [good] },
      modes: { first: 'serving', second: 'serving' },
      holder: undefined,
      unfinished: false,
    });
  },
);
