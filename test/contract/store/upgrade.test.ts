import type { ClusterConfiguration } from '../../../core/cluster';
import { createConfigurationStore } from '../../../store/configuration';
import { parseUpdate } from '../../../core/update';
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
  options: parseUpdate({ cluster: 'shop', rollBack: true }).options,
  towards: 'update',
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
  const before = upgrade(1, '').originals;

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

  it('takes weights and counts as they are where they are to be adopted, and nothing else', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    const { originals } = upgrade(2, 'orders@3', 9);
    const changed = {
      ...upgrade(2, 'orders@3'),
      originals: {
        ...originals,
        counts: { a: 5, b: 2 },
        definitions: { a: 'orders:2', b: 'orders:1' },
      },
    };
    const { weights, counts } = changed.originals;
    await upgrades.begin(cluster, changed, { adopt: true });
    expect((await upgrades.read(cluster))?.originals).toEqual({ ...before, weights, counts });
    await upgrades.begin(cluster, { ...changed, generation: 3 });
    expect((await upgrades.read(cluster))?.originals).toEqual({ ...before, weights, counts });
  });

  it('leaves behind with which weights it has ended, also after a roll back', async () => {
    expect(await upgrades.readLeft(cluster)).toBeUndefined();
    await upgrades.begin(cluster, upgrade(1, 'orders@2', 3));
    expect(await upgrades.readLeft(cluster)).toBeUndefined();
    await upgrades.turnBack(cluster, 1);
    await upgrades.finish(cluster, 1);
    expect(await upgrades.readLeft(cluster)).toEqual({ 'arn:listener': { a: 3, b: 1 } });
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

  const ran = { definitions: { a: 'orders:1', b: 'orders:1' }, releases: before.releases };

  it('leaves what ran before as what can be gone back to', async () => {
    expect(await upgrades.readFormer(cluster)).toBeUndefined();
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    expect(await upgrades.readFormer(cluster)).toBeUndefined();
    await upgrades.finish(cluster, 1);
    expect(await upgrades.readFormer(cluster)).toEqual(ran);
  });

  it('leaves that as it is while another upgrade is unfinished, and when that one is rolled back', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.finish(cluster, 1);
    const second = upgrade(2, 'orders@3');
    second.originals.definitions = { a: 'orders:2', b: 'orders:2' };
    await upgrades.begin(cluster, second);
    await upgrades.turnBack(cluster, 2);
    expect(await upgrades.read(cluster)).toEqual({ ...second, towards: 'originals' });
    expect(await upgrades.readFormer(cluster)).toEqual(ran);
    await upgrades.finish(cluster, 2);
    expect(await upgrades.read(cluster)).toBeUndefined();
    expect(await upgrades.readFormer(cluster)).toEqual(ran);
  });

  it('is not turned back, nor begun again, by an upgrade after a later one', async () => {
    await upgrades.begin(cluster, upgrade(2, 'orders@3'));
    await expect(upgrades.turnBack(cluster, 1)).rejects.toMatchObject({ name: 'LockLost' });
    expect(await upgrades.read(cluster)).toMatchObject({ towards: 'update' });
    await upgrades.finish(cluster, 2);
    await expect(upgrades.begin(cluster, upgrade(1, 'orders@2'))).rejects.toMatchObject({
      name: 'LockLost',
    });
    expect(await upgrades.read(cluster)).toBeUndefined();
  });

  it('is gone with all that came before it once the cluster is made anew', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.finish(cluster, 1);
    await upgrades.begin(cluster, upgrade(2, 'orders@3'));
    await upgrades.forget(cluster);
    expect(await upgrades.read(cluster)).toBeUndefined();
    expect(await upgrades.readFormer(cluster)).toBeUndefined();
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
      expect(await upgrades.readFormer(cluster)).toEqual(ran);
    },
  );
});

describe('how an upgrade raises counts', () => {
  const growth = { a: { from: 2, to: 3 }, b: { from: 2, to: 4 } };

  it('is kept, instance by instance, until that is restored or the upgrade is over', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.raise(cluster, 1, { a: growth.a });
    await upgrades.begin(cluster, upgrade(2, 'orders@2'));
    await upgrades.raise(cluster, 2, { b: growth.b });
    expect((await upgrades.read(cluster))?.growth).toEqual(growth);
    await upgrades.lower(cluster, 2, 'a');
    await upgrades.lower(cluster, 2, 'a');
    expect((await upgrades.read(cluster))?.growth).toEqual({ b: growth.b });
    await upgrades.finish(cluster, 2);
    await upgrades.begin(cluster, upgrade(3, 'orders@3'));
    expect((await upgrades.read(cluster))?.growth).toBeUndefined();
  });

  it('is no more where counts are adopted as they are', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.raise(cluster, 1, growth);
    await upgrades.begin(cluster, upgrade(2, 'orders@2'), { adopt: true });
    expect((await upgrades.read(cluster))?.growth).toBeUndefined();
  });

  it('is not written by one that a later one has followed', async () => {
    await upgrades.begin(cluster, upgrade(1, 'orders@2'));
    await upgrades.raise(cluster, 1, growth);
    await upgrades.begin(cluster, upgrade(2, 'orders@2'));
    const lost = { name: 'LockLost' };
    await expect(upgrades.raise(cluster, 1, { a: growth.b })).rejects.toMatchObject(lost);
    await expect(upgrades.lower(cluster, 1, 'a')).rejects.toMatchObject(lost);
    expect((await upgrades.read(cluster))?.growth).toEqual(growth);
  });
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
