import type { ClusterConfiguration } from '../../../core/cluster';
import { createConfigurationStore } from '../../../store/configuration';
import { createReleaseStore } from '../../../store/releases';
import {
  type UnfinishedUpgrade,
  type UpgradeStore,
  createUpgradeStore,
} from '../../../store/upgrade';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let upgrades: UpgradeStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  upgrades = createUpgradeStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const upgrade = (generation: number, release: string, weight = 1): UnfinishedUpgrade => ({
  update: { orders: release },
  generation,
  originals: {
    weights: { 'arn:listener': { a: weight, b: 1 } },
    counts: { a: 2, b: 2 },
    definitions: { a: 'orders:1', b: 'orders:1' },
    releases: { a: { orders: 'orders@1' }, b: { orders: 'orders@1' } },
    scaling: { a: ['DynamicScalingIn'], b: [] },
  },
});

describe('the record of an unfinished upgrade', () => {
  it('is not there before the first upgrade', async () => {
    expect(await upgrades.read(cluster)).toBeUndefined();
  });

  it('keeps how the cluster was before the first of all upgrades that did not succeed', async () => {
    expect(await upgrades.begin(cluster, upgrade(1, 'orders@2'))).toEqual(
      expect.objectContaining(upgrade(1, 'orders@2')),
    );
    await upgrades.begin(cluster, upgrade(2, 'orders@3', 0));
    expect(await upgrades.read(cluster)).toMatchObject({
      ...upgrade(2, 'orders@3'),
      originals: upgrade(1, '').originals,
    });
  });

  it('is not written by an upgrade after a later one', async () => {
    await upgrades.begin(cluster, upgrade(2, 'orders@3'));
    await expect(upgrades.begin(cluster, upgrade(1, 'orders@2'))).rejects.toMatchObject({
      name: 'LockLost',
    });
    await upgrades.finish(cluster, 1);
    expect(await upgrades.read(cluster)).toMatchObject({ update: { orders: 'orders@3' } });
  });

  it('goes with the success of the upgrade', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.finish(cluster, 1);
    await upgrades.finish(cluster, 1);
    expect(await upgrades.read(cluster)).toBeUndefined();
  });

  it.each(['drop-request', 'drop-answer', 'throttle'] as const)(
    'is written and removed in spite of %s',
    async (kind) => {
      const strike = () =>
        store.faults.add({ match: ({ key }) => key?.sk === 'upgrade', times: 1, fault: { kind } });
      strike();
      await upgrades.begin(cluster, upgrade(1, 'orders@2'));
      strike();
      await upgrades.finish(cluster, 1);
      expect(await upgrades.read(cluster)).toBeUndefined();
    },
  );
});

describe('the release of an instance', () => {
  it('is what the last upgrade recorded, whatever an earlier one writes late', async () => {
    const releases = createReleaseStore(store.table);
    const [old, now] = [{ orders: 'orders@1' }, { orders: 'orders@2' }];
    expect(await releases.read(cluster, 'a')).toBeUndefined();
    await releases.record(cluster, 'a', { running: old, desired: now }, 2);
    await releases.record(cluster, 'a', { running: now, desired: now }, 2);
    await releases.record(cluster, 'a', { running: old, desired: old }, 1);
    expect(await releases.read(cluster, 'a')).toEqual({ running: now, desired: now });
  });
});

describe('the configuration of a cluster', () => {
  it('is what was written last', async () => {
    const configurations = createConfigurationStore(store.table);
    const configuration: ClusterConfiguration = {
      name: cluster,
      application: 'orders',
      forwards: [{ kind: 'listener', arn: 'arn:listener' }],
      instances: [],
      propagationSeconds: 1,
      leaseSeconds: 10,
      lambdaTimeoutSeconds: 60,
    };
    expect(await configurations.read(cluster)).toBeUndefined();
    await configurations.write(configuration);
    await configurations.write({ ...configuration, leaseSeconds: 5 });
    expect(await configurations.read(cluster)).toEqual({ ...configuration, leaseSeconds: 5 });
  });
});
