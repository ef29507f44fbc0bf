import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createModeStore } from '../../store/modes';
import { type Cluster, startCluster } from '../support/real-cluster';
import { setWeights } from '../support/standing';
import { stateOf } from '../support/state-of';
import { until } from '../support/until';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1 });
});
afterAll(() => cluster?.close());

const release2 = () => cluster.shop.releases.to.orders ?? '';
const good = () => ({ cluster: 'shop', update: { orders: release2() } });

/** Runs the state machine on an input that is refused, and holds the cluster before against the cluster after. */
async function refusal(input: unknown) {
  const { stateMachines } = cluster.cloud.clients;
  const before = await stateOf(cluster);
  const { executionArn = '' } = await stateMachines.send(
    new StartExecutionCommand({
      stateMachineArn: cluster.shop.transship.stateMachineArn,
      input: JSON.stringify(input),
    }),
  );
  const { status, error, cause } = await cluster.awaitUpgrade(executionArn);
  expect(status).toBe('FAILED');
  expect(await stateOf(cluster)).toEqual(before);
  return { error, cause };
}

const saying = (error: string, ...words: string[]) => ({
  error,
  cause: expect.stringMatching(words.join('.*')) as string,
});

describe('an update of a wrong shape is refused by name, says where, and changes nothing', () => {
  const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/orders@sha256:${'0'.repeat(64)}`;
  const withOptions = (options: unknown) => ({
    cluster: 'shop',
    update: { orders: image },
    options,
  });

  test.each<[string, unknown, string]>([
    ['no object', 'orders', 'the update .*object'],
    ['nothing', null, 'the update .*object'],
    ['a list', [], 'the update .*object'],
    ['no cluster', { update: { orders: image } }, 'cluster '],
    ['no update', { cluster: 'shop' }, 'update '],
    ['no component', { cluster: 'shop', update: {} }, 'update must name at least one component'],
    [
      'a cluster that is no name',
      { cluster: 'sh#op', update: { orders: image } },
      'cluster must be',
    ],
    [
      'a tag',
      { cluster: 'shop', update: { orders: image.replace(/@.*/, ':2') } },
      'update.orders .*by digest',
    ],
    [
      'an image of another registry',
      { cluster: 'shop', update: { orders: 'nginx' } },
      'update.orders .*ECR',
    ],
    ['an image that is no text', { cluster: 'shop', update: { orders: 2 } }, 'update.orders '],
    [
      'a component that is no name',
      { cluster: 'shop', update: { 'a b': image } },
      'update.a b must be',
    ],
    ['a field too many', { ...withOptions({}), force: true }, 'force'],
    ['an option that there is not', withOptions({ bake: 1 }), 'bake'],
    ['an option that is no number', withOptions({ bakeSeconds: '60' }), 'options.bakeSeconds '],
    [
      'an option below its range',
      withOptions({ firstSharePercent: 0 }),
      'options.firstSharePercent ',
    ],
    ['an option above its range', withOptions({ shiftSteps: 1e9 }), 'options.shiftSteps '],
    ['an option in between', withOptions({ shiftSteps: 1.5 }), 'options.shiftSteps '],
    ['options that are none', withOptions([]), 'options '],
  ])('%s', async (_, input, words) => {
    expect(await refusal(input)).toEqual(saying('InvalidUpdate', words));
  });
});

test('what is not JSON is not even started', async () => {
  const { stateMachineArn } = cluster.shop.transship;
  const before = await stateOf(cluster);
  const started = cluster.cloud.clients.stateMachines.send(
    new StartExecutionCommand({ stateMachineArn, input: '{ "cluster": "shop", ' }),
  );
  await expect(started).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  expect(await stateOf(cluster)).toEqual(before);
});

test('a cluster that was never deployed', async () => {
  expect(await refusal({ ...good(), cluster: 'ship' })).toEqual(
    saying('UnknownCluster', 'no cluster ship'),
  );
});

test('a component that the cluster does not have; those that it has are named', async () => {
  const update = { orders: release2(), payments: release2() };
  expect(await refusal({ ...good(), update })).toEqual(
    saying('UnknownComponent', 'payments', 'orders, catalog'),
  );
});

test.each([
  ['digest', () => release2().replace(/.{64}$/, '0'.repeat(64))],
  ['repository', () => release2().replace('shop/orders', 'shop/ordres')],
])('an artifact whose %s is not there', async (_, artifact) => {
  const update = { orders: artifact() };
  expect(await refusal({ ...good(), update })).toEqual(saying('ArtifactNotFound', update.orders));
});

test('the release that is there already', async () => {
  const { from } = cluster.shop.releases;
  expect(await refusal({ ...good(), update: from })).toEqual(
    saying('ReleaseAlreadyInstalled', 'shop'),
  );
});

describe('a cluster that is not ready is not touched', () => {
  const group = (name: string) =>
    cluster.shop.configuration.instances.find((each) => each.name === name)?.targetGroupArn;
  const groupStickiness = (value: 'true' | 'false') =>
    cluster.cloud.clients.loadBalancing.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: group('second'),
        Attributes: [{ Key: 'stickiness.enabled', Value: value }],
      }),
    );
  const actionStickiness = (Enabled: boolean) =>
    cluster.cloud.clients.loadBalancing.send(
      new ModifyListenerCommand({
        ListenerArn: cluster.shop.configuration.forwards[0]?.arn,
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: ['first', 'second'].map((name) => ({
                TargetGroupArn: group(name),
                Weight: 100,
              })),
              TargetGroupStickinessConfig: { Enabled, DurationSeconds: 60 },
            },
          },
        ],
      }),
    );
  const count = async (desiredCount: number) => {
    await cluster.cloud.clients.containers.send(
      new UpdateServiceCommand({ cluster: 'shop', service: 'second', desiredCount }),
    );
    // A task that is being stopped is still to be seen, until its last container has ended.
    await until(async () => (await cluster.tasks('second')) === desiredCount);
  };
  const mode = (mode: 'serving' | 'draining') =>
    createModeStore(cluster.table).set('shop', 'second', mode, 1);

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>, string]>([
    [
      'stickiness of a target group',
      () => groupStickiness('true'),
      () => groupStickiness('false'),
      'second has stickiness',
    ],
    [
      'stickiness of the action',
      () => actionStickiness(true),
      () => actionStickiness(false),
      'stickiness',
    ],
    [
      'an instance that is not in the action',
      () => setWeights(cluster, { first: 100 }),
      () => setWeights(cluster, { first: 100, second: 100 }),
      'does not forward to the target group of second',
    ],
    [
      'an instance of weight 0',
      () => setWeights(cluster, { first: 100, second: 0 }),
      () => setWeights(cluster, { first: 100, second: 100 }),
      'second has weight 0',
    ],
    [
      'an instance that is drained',
      () => mode('draining'),
      () => mode('serving'),
      'second is drained',
    ],
    [
      'an instance without a healthy target',
      () => count(0),
      () => count(1),
      'second has no healthy target',
    ],
  ])('%s', async (_, spoil, mend, words) => {
    await spoil();
    expect(await refusal(good())).toEqual(saying('ClusterNotReady', words));
    await mend();
  });
});
