import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createLockStore } from '../../../store/lock';
import { engineOf } from '../engines/engine-of';
import { publishAssets, publishTemplate } from '../stacks/assets';
import { deploy, resourcesOf } from '../stacks/deploy';
import { folderOf, templateOf } from '../stacks/synth';
import { type Resource, type Template, edit, without } from '../stacks/template';

// The stacks one after the other through MiniStack's CloudFormation, with the functions behind the cluster's custom
// resources, of which one refuses deployments while an upgrade holds the lock.

const running = engineOf('ministack');

/** Types that its CloudFormation does not have, or on which it rolls the stack back. */
const lacking = [
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::StepFunctions::StateMachineVersion',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::FlowLog',
  'AWS::CloudWatch::Alarm',
  'AWS::EC2::VPCEndpoint',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
];

let stacks: CloudFormationClient;
const cluster = 'TransshipShop';

/** Its VPCs do not tell their addresses. */
const asksForAddresses = (resource: Resource) =>
  /"Fn::GetAtt":\["\w+","CidrBlock"\]/.test(JSON.stringify(resource));

async function deployed(stack: string, template: Template): Promise<void> {
  const deployable = without(
    template,
    (resource) => lacking.includes(resource.Type) || asksForAddresses(resource),
  );
  const url = await publishTemplate(running(), stack, deployable);
  await deploy(stacks, stack, { url });
}

beforeAll(async () => {
  stacks = new CloudFormationClient(running().connection);
  await put('/cdk-bootstrap/hnb659fds/version', '30');
  for (const stack of ['TransshipStore', 'TransshipUpgrade', cluster]) {
    await publishAssets(running(), folderOf('ecs'), stack);
    await deployed(stack, templateOf(stack));
  }
});

const put = (Name: string, Value: string) =>
  new SSMClient(running().connection).send(
    new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }),
  );

async function servicesOf() {
  const ids = await resourcesOf(stacks, cluster);
  const [, name = ''] =
    Object.entries(ids).find(([id]) => id.startsWith('ClusterContainers')) ?? [];
  const command = new DescribeServicesCommand({
    cluster: name,
    services: ['shop-first', 'shop-second'],
  });
  const { services = [] } = await new ECSClient(running().connection).send(command);
  return services.map(({ taskDefinition, desiredCount, healthCheckGracePeriodSeconds }) => ({
    definition: taskDefinition?.split('/').at(-1),
    count: desiredCount,
    grace: healthCheckGracePeriodSeconds,
  }));
}

test('the functions of the cluster give its services their first release and count', async () => {
  expect(await servicesOf()).toMatchObject([
    { definition: 'shop-first:1', count: 2 },
    { definition: 'shop-second:1', count: 2 },
  ]);
});

test('a deployment while the lock is held is refused before it touches anything, and rolls back', async () => {
  const before = await servicesOf();
  await hold('arn:aws:states:::execution');
  await expect(deployed(cluster, changed())).rejects.toThrow(
    /is not deployed while it is being upgraded: its lock is held by arn:aws:states:::execution/,
  );
  expect(await servicesOf()).toEqual(before);
  expect(await lastTouched()).toEqual(idsOf('Custom::TransshipDeployGuard'));
});

test('once it is free, the same deployment goes through', async () => {
  await free();
  await deployed(cluster, changed());
  expect((await servicesOf()).map(({ grace }) => grace)).toEqual([90, 90]);
});

const idsOf = (type: string) =>
  Object.entries(templateOf(cluster).Resources).flatMap(([id, { Type }]) =>
    Type === type ? id : [],
  );

/** The resources that the last deployment began to change, its rolling back left out. */
async function lastTouched(): Promise<string[]> {
  const command = new DescribeStackEventsCommand({ StackName: cluster });
  const { StackEvents = [] } = await stacks.send(command);
  const begun = StackEvents.findIndex(
    ({ LogicalResourceId, ResourceStatus }) =>
      LogicalResourceId === cluster && ResourceStatus === 'UPDATE_IN_PROGRESS',
  );
  const refused = StackEvents.findIndex(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED');
  return StackEvents.slice(refused, begun)
    .filter(({ ResourceStatus }) => ResourceStatus === 'UPDATE_IN_PROGRESS')
    .map(({ LogicalResourceId = '' }) => LogicalResourceId);
}

const changed = () =>
  edit<{ HealthCheckGracePeriodSeconds: number }>(templateOf(cluster), 'AWS::ECS::Service', () => ({
    HealthCheckGracePeriodSeconds: 90,
  }));

/** The lock, and what deployments are told of it. */
async function hold(holder: string): Promise<void> {
  const locks = await locksOf();
  await locks.take('shop', await locks.read('shop'), {
    holder,
    since: '2026-01-01T00:00:00Z',
    update: { orders: 'any' },
  });
  await put('/transship/shop/lock', `held by ${holder}`);
}

async function free(): Promise<void> {
  const locks = await locksOf();
  const { holder = '', generation } = await locks.read('shop');
  await locks.release('shop', holder, generation);
  await put('/transship/shop/lock', 'free');
}

async function locksOf() {
  const ids = await resourcesOf(stacks, 'TransshipStore');
  const table = Object.entries(templateOf('TransshipStore').Resources).find(
    ([, { Type }]) => Type === 'AWS::DynamoDB::Table',
  );
  const client = new DynamoDBClient(running().connection);
  return createLockStore({ client, name: ids[table?.[0] ?? ''] ?? '' });
}
