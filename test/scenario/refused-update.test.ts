import {
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandOutput,
} from '@aws-sdk/client-ecs';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights, standingOf } from '../support/standing';
import { Upgrades } from '../support/upgrades';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

/** All that an upgrade could have changed. */
const everything = async () => {
  const definitions: ListTaskDefinitionsCommandOutput = await cluster.cloud.clients.containers.send(
    new ListTaskDefinitionsCommand({}),
  );
  return {
    standing: await standingOf(cluster),
    lock: await cluster.lock(),
    definitions: definitions.taskDefinitionArns,
    nodes: (await cluster.nodes()).map(({ pid }) => pid),
  };
};

const refusal = async (input: object) => {
  const { clients } = cluster.cloud;
  const upgrades = new Upgrades(clients.stateMachines, cluster.shop.transship.stateMachineArn);
  const { status, error, cause } = await upgrades.ended(await upgrades.start(input));
  return { status, error, cause };
};

const release2 = () => ({ orders: cluster.shop.releases.to.orders ?? '' });
const absent = () => ({ orders: release2().orders.replace(/[0-9a-f]{64}$/, '0'.repeat(64)) });
const installed = () => ({ orders: cluster.shop.releases.from.orders ?? '' });

test.each<[string, () => object, string, RegExp]>([
  ['that is no update at all', () => ['shop'], 'InvalidUpdate', /object/i],
  ['without a cluster', () => ({ update: release2() }), 'InvalidUpdate', /cluster/],
  ['that names nothing', () => ({ cluster: 'shop', update: {} }), 'InvalidUpdate', /update/],
  [
    'by tag instead of digest',
    () => ({ cluster: 'shop', update: { orders: 'orders:latest' } }),
    'InvalidUpdate',
    /orders.*digest/s,
  ],
  [
    'with a field that is not known',
    () => ({ cluster: 'shop', update: release2(), force: true }),
    'InvalidUpdate',
    /force/,
  ],
  [
    'with an absurd option',
    () => ({ cluster: 'shop', update: release2(), options: { handoverTimeoutSeconds: -1 } }),
    'InvalidUpdate',
    /handoverTimeoutSeconds/,
  ],
  [
    'of a cluster that is not there',
    () => ({ cluster: 'shoe', update: release2() }),
    'UnknownCluster',
    /shoe/,
  ],
  [
    'of a component that is not there',
    () => ({ cluster: 'shop', update: { odrers: release2().orders } }),
    'UnknownComponent',
    /odrers.*orders/s,
  ],
  [
    'to an artifact that does not exist',
    () => ({ cluster: 'shop', update: absent() }),
    'ArtifactNotFound',
    /0000/,
  ],
  [
    'to the release that is there already',
    () => ({ cluster: 'shop', update: installed() }),
    'ReleaseAlreadyInstalled',
    /./,
  ],
])('an update %s is refused by name, and nothing is changed', async (_, input, error, why) => {
  const before = await everything();
  expect(await refusal(input())).toEqual({
    status: 'FAILED',
    error,
    cause: expect.stringMatching(why) as string,
  });
  expect(await everything()).toEqual(before);
});

test('an update that is not JSON is not even started', async () => {
  const before = await everything();
  const { stateMachines } = cluster.cloud.clients;
  const { stateMachineArn } = cluster.shop.transship;
  const start = new StartExecutionCommand({ stateMachineArn, input: '{"cluster": "shop"' });
  await expect(stateMachines.send(start)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  expect(await everything()).toEqual(before);
});

test('a cluster whose weights are not those of a serving one is not upgraded', async () => {
  await setWeights(cluster, { first: 100, second: 0 });
  const before = await everything();
  const refused = await refusal({ cluster: 'shop', update: release2() });
  expect(refused).toMatchObject({
    error: 'ClusterNotReady',
    cause: expect.stringContaining('second') as string,
  });
  expect(await everything()).toEqual(before);
  await setWeights(cluster, { first: 100, second: 100 });
});

test('of two upgrades started at the same moment one runs, and the other is refused by its name', async () => {
  const both = [await cluster.startUpgrade(), await cluster.startUpgrade()];
  const outcomes = await Promise.all(both.map((arn) => cluster.awaitUpgrade(arn)));
  const winner = outcomes.findIndex(({ status }) => status === 'SUCCEEDED');
  expect(outcomes[winner]).toBeDefined();
  expect(outcomes[1 - winner]).toMatchObject({
    status: 'FAILED',
    error: 'UpgradeInProgress',
    cause: expect.stringContaining(both[winner] ?? '?') as string,
  });
  expect(await standingOf(cluster)).toMatchObject({
    weights: { first: 100, second: 100 },
    modes: { first: 'serving', second: 'serving' },
    holder: undefined,
    unfinished: false,
  });
});
