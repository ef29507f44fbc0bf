import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { join } from 'node:path';
import { watchInvocations } from '../support/invocations';
import { readTasks } from '../support/platform';
import { type Cluster, startCluster } from '../support/real-cluster';
import { richDefinition } from '../support/rich-definition';
import { settledAt, standingOf, untilHealthy } from '../support/standing';
import { suspendedOf, toldOf } from '../support/told';
import { until } from '../support/until';

// What an upgrade must carry forward besides the new release: everything else in the task definitions, as their
// blueprints have it; the counts; and what deployments and automatic scaling go by.

let cluster: Cluster;
let isAt: (state: string, instance?: string) => ReturnType<Invocations['hold']>;
type Invocations = ReturnType<typeof watchInvocations>;

beforeAll(async () => {
  cluster = await startCluster({ waitScale: 0.1, leaseSeconds: 200 });
  const invocations = watchInvocations(cluster);
  isAt = (state, instance) =>
    invocations.hold((next) => next.functionName === state && next.instance === instance);
});
afterAll(() => cluster?.close());

const instances = ['first', 'second'];
const nothing = { first: [], second: [] };
const reducing = ['DynamicScalingInSuspended', 'ScheduledScalingSuspended'];
const free = { lock: 'free', 'weight/first': '100', 'weight/second': '100' };

/** By its ARN, or the newest active one of a family. */
async function definitionOf(taskDefinition: string | undefined) {
  const { taskDefinition: described, tags } = await cluster.cloud.clients.containers.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  return { ...described, tags };
}

/** What the service is deployed with. */
async function deployedAt(service: string) {
  const { services = [] } = await cluster.cloud.clients.containers.send(
    new DescribeServicesCommand({ cluster: 'shop', services: [service] }),
  );
  return services[0]?.taskDefinition;
}

/** What a deployment does that changes something in an instance's task definition. */
async function deployBlueprint(instance: string, variable: string) {
  const family = `shop-${instance}-blueprint`;
  const { containerDefinitions = [] } = await definitionOf(family);
  const changed = containerDefinitions.map((container) => ({
    ...container,
    environment: [...(container.environment ?? []), { name: variable, value: 'set' }],
  }));
  const { taskDefinition } = await cluster.cloud.clients.containers.send(
    new RegisterTaskDefinitionCommand(richDefinition(family, changed)),
  );
  return taskDefinition?.taskDefinitionArn;
}

const deployBlueprints = (variable: string) =>
  Promise.all(instances.map((instance) => deployBlueprint(instance, variable)));

/** What the platform alone decides of a revision. */
const itsOwn = { taskDefinitionArn: '', family: '', revision: 0, registeredAt: new Date(0) };

/** Every task of the instance runs what its blueprint says, with these images, and it is what is found by name. */
async function followsBlueprint(instance: string, images: Record<string, string>) {
  const blueprint = await definitionOf(`shop-${instance}-blueprint`);
  const newest = await definitionOf(`shop-${instance}`);
  expect({ ...newest, ...itsOwn }).toEqual({
    ...blueprint,
    ...itsOwn,
    containerDefinitions: blueprint.containerDefinitions?.map((container) => ({
      ...container,
      image: images[container.name ?? ''],
    })),
    tags: [
      ...(blueprint.tags ?? []),
      { key: 'transship:blueprint', value: blueprint.taskDefinitionArn },
    ],
  });
  const [configured] = cluster.shop.configuration.instances.filter(({ name }) => name === instance);
  const tasks = configured ? await readTasks(cluster.cloud.clients.containers, configured) : [];
  const running = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  expect(new Set(running.map(({ taskDefinitionArn }) => taskDefinitionArn))).toEqual(
    new Set([newest.taskDefinitionArn]),
  );
}

const setCount = (service: string, desiredCount: number) =>
  cluster.cloud.clients.containers.send(
    new UpdateServiceCommand({ cluster: 'shop', service, desiredCount }),
  );

const serving = async (instance: string) =>
  (await cluster.nodes(instance)).filter(({ record }) => record?.state === 'serving').length;

test('an upgrade brings what the blueprints say besides the release, and tells who holds the lock', async () => {
  expect(await toldOf(cluster)).toEqual(free);
  expect(await suspendedOf(cluster)).toEqual(nothing);
  await deployBlueprints('FIRST');
  const halfway = isAt('AwaitRollout', 'first');
  const upgrade = await cluster.startUpgrade();
  const held = await halfway;
  expect(await toldOf(cluster)).toMatchObject({ lock: `held by ${upgrade}` });
  expect(await suspendedOf(cluster)).toEqual({ first: reducing, second: reducing });
  held.letGo();

  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  const { to } = cluster.shop.releases;
  for (const instance of instances) await followsBlueprint(instance, to);
  expect(await toldOf(cluster)).toEqual(free);
  expect(await suspendedOf(cluster)).toEqual(nothing);
});

test('there is something to do when a blueprint has changed, though the release runs already', async () => {
  const again = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(again).toMatchObject({ status: 'FAILED', error: 'ReleaseAlreadyInstalled' });
  await deployBlueprints('SECOND');
  const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const { to } = cluster.shop.releases;
  for (const instance of instances) await followsBlueprint(instance, to);
  expect(await standingOf(cluster)).toEqual(settledAt(to));
});

test('an instance has as many nodes as before when its requests return', async () => {
  await setCount('first', 2);
  await until(async () => (await serving('first')) === 2);
  await untilHealthy(cluster, 'first', 2);
  const vacated = isAt('ApplyUpdate', 'first');
  const { orders = '' } = cluster.shop.releases.from;
  const upgrade = await cluster.startUpgrade({ orders });
  const held = await vacated;
  await setCount('first', 1);
  held.letGo();
  await isAt('AwaitRollout', 'first').then((next) => next.letGo());
  await until(async () => ((await cluster.weights()).first ?? 0) > 0);
  expect(await serving('first')).toBe(2);
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'SUCCEEDED' });
  await setCount('first', 1);
  await until(async () => (await serving('first')) === 1);
});

describe('after an upgrade that has failed, and was not to be rolled back', () => {
  beforeAll(async () => {
    // So that the broken release is not given up, and its instance is left as it is.
    await cluster.cloud.clients.containers.send(
      new UpdateServiceCommand({
        cluster: 'shop',
        service: 'first',
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } },
      }),
    );
    const crash = join(__dirname, '..', 'fixtures', 'containers', 'crash.ts');
    const orders = await cluster.cloud.containers.publish('shop/orders', crash);
    const outcome = await cluster.awaitUpgrade(
      await cluster.startUpgrade({ orders }, { rolloutTimeoutSeconds: 60, onFailure: 'stop' }),
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RolloutFailed' });
  });

  test('the lock is told to be free, and the weights as they are live', async () => {
    expect(await cluster.weights()).toEqual({ first: 0, second: 100 });
    expect(await toldOf(cluster)).toEqual({ ...free, 'weight/first': '0' });
  });

  test('what scaled by itself does so again', async () => {
    expect(await suspendedOf(cluster)).toEqual(nothing);
  });

  test('a deployment by the name of the family changes nothing', async () => {
    for (const instance of instances)
      expect((await definitionOf(`shop-${instance}`)).taskDefinitionArn).toBe(
        await deployedAt(instance),
      );
  });

  test('an update to a good release puts all of it right', async () => {
    const outcome = await cluster.awaitUpgrade(await cluster.startUpgrade());
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    const { to } = cluster.shop.releases;
    for (const instance of instances) await followsBlueprint(instance, to);
    expect(await standingOf(cluster)).toEqual(settledAt(to));
    expect(await toldOf(cluster)).toEqual(free);
  });
});

test('what was made for an instance that then could not be changed is not what its family stands for', async () => {
  const { orders = '' } = cluster.shop.releases.from;
  const before = await deployedAt('first');
  const applying = isAt('ApplyUpdate', 'first');
  const upgrade = await cluster.startUpgrade({ orders });
  const held = await applying;
  // As if it had been cut off between making the definition and deploying it.
  const made = await definitionOf(before);
  await cluster.cloud.clients.containers.send(
    new RegisterTaskDefinitionCommand({
      family: made.family,
      containerDefinitions: made.containerDefinitions,
      tags: made.tags,
    }),
  );
  held.answer({ ok: false, errorType: 'HandoverTimedOut', errorMessage: 'So says the test' });
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({ status: 'FAILED' });
  expect(await deployedAt('first')).toBe(before);
  expect((await definitionOf('shop-first')).taskDefinitionArn).toBe(before);
});
