import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClusterConfiguration } from '../../../core/cluster';
import { handler as firstCount } from '../../../deployment/first-count';
import { handler as firstDefinition } from '../../../deployment/first-definition';
import { handler as guard } from '../../../deployment/guard';
import { readForwards, setWeights } from '../../../lambdas/aws/forwards';
import { fleetOf } from '../../../lambdas/fleet';
import { tellFree, tellHeld } from '../../../lambdas/live-state';
import { engineOf } from '../engines/engine-of';
import { lock } from '../platform/lock';
import { image } from '../platform/task-definitions';
import { deploy, exporting, resourcesOf } from '../stacks/deploy';
import { templateOf } from '../stacks/synth';
import { type Resource, type Template, edit, without } from '../stacks/template';
import { ask, makeLiveState } from './custom-resources';

// The cluster's template deployed twice through moto's CloudFormation, with an upgrade's changes in between.

const running = engineOf('moto');
const STACK = 'TransshipShop';
const LIVE = { weights: { first: 30, second: 70 }, count: 5, release: image('2') };

let template: Template;
let stacks: CloudFormationClient;
let containers: ECSClient;
let configuration: ClusterConfiguration;

const isService = ({ Type }: Resource) => Type === 'AWS::ECS::Service';
const idsOf = (type: string) =>
  Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === type);
const propertiesOf = <Properties>(type: string) =>
  idsOf(type).map((id) => template.Resources[id]?.Properties as Properties);

beforeAll(async () => {
  stacks = new CloudFormationClient(running().connection);
  containers = new ECSClient(running().connection);
  // What custom resources do is done here, by the same functions: moto does not wait for them.
  // moto replaces what has no name at each update.
  template = edit(templateOf(STACK), 'AWS::ECS::Cluster', () => ({
    ClusterName: 'shop',
  }));
  const deployable = withoutCustom(template);
  await new SSMClient(running().connection).send(
    new PutParameterCommand({
      Name: '/cdk-bootstrap/hnb659fds/version',
      Value: '30',
      Type: 'String',
    }),
  );
  await makeLiveState('ecs');
  await deploy(stacks, 'Others', exporting(deployable));
  await deploy(stacks, STACK, without(deployable, isService));
  for (const first of propertiesOf<First>('Custom::TransshipFirstDefinition'))
    await ask(firstDefinition, first);
  await deploy(stacks, STACK, deployable);
  const ids = await resourcesOf(stacks, STACK);
  const cluster = ids[idsOf('AWS::ECS::Cluster')[0] ?? ''] ?? '';
  for (const first of propertiesOf<FirstCount>('Custom::TransshipFirstCount'))
    await ask(firstCount, { ...first, Cluster: cluster });
  configuration = configurationOf(ids, cluster);
});

interface First {
  Family: string;
  Blueprint: string;
}
interface FirstCount {
  Cluster: string;
  Service: string;
  Count: string;
}

type GuardProperties = Parameters<typeof guard>[0]['ResourceProperties'];

const withoutCustom = (whole: Template) =>
  without(whole, ({ Type }) => Type.startsWith('Custom::'));

function configurationOf(ids: Record<string, string>, cluster: string): ClusterConfiguration {
  const groups = idsOf('AWS::ElasticLoadBalancingV2::TargetGroup').map((id) => ids[id] ?? '');
  return {
    name: 'shop',
    application: 'orders',
    forwards: [
      { kind: 'rule', arn: ids[idsOf('AWS::ElasticLoadBalancingV2::ListenerRule')[0] ?? ''] ?? '' },
    ],
    instances: ['first', 'second'].map((name, n) => ({
      name,
      targetGroupArn: groups[n] ?? '',
      fleet: {
        kind: 'ecs',
        cluster,
        service: `shop-${name}`,
        blueprint: `shop-${name}-blueprint`,
      },
    })),
    propagationSeconds: 10,
    leaseSeconds: 10,
    lambdaTimeoutSeconds: 60,
    liveState: '/transship/shop',
  };
}

/** What an upgrade changes, and tells before it frees its lock. */
async function upgrade(): Promise<void> {
  await tellHeld(configuration, lock, 'arn:aws:states:::execution');
  const [forward] = await readForwards(configuration);
  if (!forward) throw new Error('There is no rule');
  const carriers = new Set(['first', 'second']);
  await setWeights(lock, configuration, forward, LIVE.weights, carriers);
  for (const instance of configuration.instances) {
    const fleet = fleetOf(instance);
    const { definition } = await fleet.describe();
    const next = await fleet.define(lock, definition, { orders: LIVE.release });
    await fleet.deploy(lock, next, { again: false });
    await fleet.setCount(lock, LIVE.count);
  }
  await tellFree(configuration, lock);
}

/** What belongs to upgrades, as it is live. */
async function standing() {
  const [forward] = await readForwards(configuration);
  const services = await Promise.all(
    configuration.instances.map(async (instance) => {
      const { fleet } = instance;
      if (fleet.kind !== 'ecs') throw new Error('These are ECS services');
      // Of the service itself: of its deployment, moto goes on telling the first one.
      const { services: [service] = [] } = await containers.send(
        new DescribeServicesCommand({ cluster: fleet.cluster, services: [fleet.service] }),
      );
      // A family's name stands for its newest task definition; here moto leaves it to be looked up.
      const { taskDefinition } = await containers.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition }),
      );
      return {
        definition: taskDefinition?.taskDefinitionArn?.split('/').at(-1),
        count: service?.desiredCount,
        orders: taskDefinition?.containerDefinitions?.[0]?.image,
      };
    }),
  );
  return { weights: forward?.weights, services };
}

/** Something else of the rule, of the services and of the blueprints is changed. */
const changed = (): Template => {
  const rule = edit<{ Conditions: unknown }>(
    withoutCustom(template),
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    () => ({ Conditions: [{ Field: 'path-pattern', Values: ['/shop/*'] }] }),
  );
  const services = edit<{ Tags: unknown; HealthCheckGracePeriodSeconds: number }>(
    rule,
    'AWS::ECS::Service',
    () => ({ HealthCheckGracePeriodSeconds: 90, Tags: [{ Key: 'team', Value: 'shop' }] }),
  );
  return edit<{ ContainerDefinitions: { Environment?: unknown[] }[] }>(
    services,
    'AWS::ECS::TaskDefinition',
    ({ ContainerDefinitions }) => ({
      ContainerDefinitions: ContainerDefinitions.map((container) => ({
        ...container,
        Environment: [...(container.Environment ?? []), { Name: 'LOG', Value: 'debug' }],
      })),
    }),
  );
};

test('the first deployment gives the services their first release and count, and equal weights', async () => {
  const first = { count: 2, orders: expect.stringMatching(/:release-1$/) as string };
  expect(await standing()).toEqual({
    weights: { first: 100, second: 100 },
    services: [
      { definition: 'shop-first:1', ...first },
      { definition: 'shop-second:1', ...first },
    ],
  });
});

test('a deployment after an upgrade leaves weights, releases and counts as they are live', async () => {
  await upgrade();
  const live = {
    weights: LIVE.weights,
    services: [
      { definition: 'shop-first:2', count: LIVE.count, orders: LIVE.release },
      { definition: 'shop-second:2', count: LIVE.count, orders: LIVE.release },
    ],
  };
  expect(await standing()).toEqual(live);
  await deploy(stacks, STACK, changed());
  expect(await standing()).toEqual(live);
});

test('the same deployment resets weights, releases and counts where the template names them', async () => {
  const literal = edit<{ Actions: { ForwardConfig: { TargetGroups: object[] } }[] }>(
    withoutCustom(template),
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    ({ Actions }) => ({
      Actions: Actions.map(({ ForwardConfig, ...rest }) => ({
        ...rest,
        ForwardConfig: {
          TargetGroups: ForwardConfig.TargetGroups.map((group) => ({ ...group, Weight: 100 })),
        },
      })),
    }),
  );
  const blueprints = idsOf('AWS::ECS::TaskDefinition');
  const services = idsOf('AWS::ECS::Service');
  const naive = edit<{ TaskDefinition: unknown; DesiredCount: number }>(
    literal,
    'AWS::ECS::Service',
    (_, id) => ({
      TaskDefinition: { Ref: blueprints[services.indexOf(id)] },
      DesiredCount: 2,
    }),
  );
  await deploy(stacks, STACK, naive);
  expect(await standing()).toMatchObject({
    weights: { first: 100, second: 100 },
    services: [
      { count: 2, definition: expect.stringContaining('shop-first-blueprint:') as string },
      { count: 2, definition: expect.stringContaining('shop-second-blueprint:') as string },
    ],
  });
});

test('while an upgrade runs, its deployments are rendered with a lock that is held, and refused', async () => {
  expect(await guardRendered()).toMatchObject({ Cluster: 'shop', Lock: 'free' });
  await tellHeld(configuration, lock, 'arn:aws:states:::execution');
  const properties = await guardRendered();
  expect(properties).toMatchObject({ Lock: 'held by arn:aws:states:::execution' });
  jest.spyOn(console, 'error').mockReturnValue();
  await expect(ask(guard, properties, 'Update')).rejects.toThrow(
    'its lock is held by arn:aws:states:::execution',
  );
});

/** What CloudFormation makes of the guard's properties in a deployment now: told by an output, for want of the guard. */
async function guardRendered(): Promise<GuardProperties> {
  const [properties] = propertiesOf<GuardProperties>('Custom::TransshipDeployGuard');
  if (!properties) throw new Error('There is no guard');
  await deploy(stacks, STACK, {
    ...withoutCustom(template),
    Outputs: { Lock: { Value: properties.Lock } },
  });
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: STACK }));
  const rendered = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'Lock')?.OutputValue;
  return { ...properties, Lock: rendered ?? '' };
}
