import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClusterConfiguration } from '../../../core/cluster';
import { fleetOf } from '../../../lambdas/fleet';
import { tellFree, tellHeld } from '../../../lambdas/live-state';
import { engineOf } from '../engines/engine-of';
import { lock } from '../platform/lock';
import { deploy, exporting } from '../stacks/deploy';
import { templateOf } from '../stacks/synth';
import { type Template, edit, without } from '../stacks/template';
import { makeLiveState } from './custom-resources';
import { groupOf } from './groups';
import { type Refreshes, addRefreshes } from './refreshes';

// The cluster's template with Auto Scaling groups, deployed twice through moto's CloudFormation, with the change of
// version in between that an upgrade makes, by the Lambdas' own functions. moto makes a group anew at each update: its
// count cannot survive there. It has no instance refreshes: that one can be begun is said here.

const running = engineOf('moto');
const STACK = 'TransshipShop';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const VERSION = '/transship/shop/version/first';

let template: Template;
let stacks: CloudFormationClient;
let groups: AutoScalingClient;
let refreshes: Refreshes;

beforeAll(async () => {
  stacks = new CloudFormationClient(running().connection);
  groups = new AutoScalingClient(running().connection);
  refreshes = await addRefreshes(running().endpoint);
  process.env.AWS_ENDPOINT_URL_AUTO_SCALING = refreshes.endpoint;
  template = without(templateOf(STACK, 'ec2'), ({ Type }) => Type.startsWith('Custom::'));
  await put('/cdk-bootstrap/hnb659fds/version', '30');
  await makeLiveState('ec2');
  await deploy(stacks, 'Others', exporting(template));
  await deploy(stacks, STACK, template);
});
afterAll(() => refreshes.close());

const put = (Name: string, Value: string) =>
  new SSMClient(running().connection).send(
    new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }),
  );

const versionOf = async () => (await groupOf(groups, 'shop-first'))?.LaunchTemplate?.Version;

/** The logical id of the first instance's. */
const launchTemplate = (): string =>
  Object.keys(template.Resources).find(
    (id) => template.Resources[id]?.Type === 'AWS::EC2::LaunchTemplate',
  ) ?? '';

const told = async () =>
  (await new SSMClient(running().connection).send(new GetParameterCommand({ Name: VERSION })))
    .Parameter?.Value;

const configuration: ClusterConfiguration = {
  name: 'shop',
  application: 'ami',
  forwards: [],
  instances: ['first', 'second'].map((name) => ({
    name,
    targetGroupArn: '',
    fleet: { kind: 'ec2', group: `shop-${name}` },
  })),
  propagationSeconds: 10,
  leaseSeconds: 10,
  lambdaTimeoutSeconds: 60,
  liveState: '/transship/shop',
};

/** What an upgrade makes of the first group, and tells before it frees its lock. */
async function upgrade(): Promise<void> {
  await tellHeld(configuration, lock, 'arn:aws:states:::execution');
  const { Images = [] } = await new EC2Client(running().connection).send(
    new DescribeImagesCommand({}),
  );
  const [first] = configuration.instances;
  if (!first) throw new Error('There is no instance');
  const fleet = fleetOf(first);
  const { definition } = await fleet.describe();
  const { ami: former } = await fleet.releaseOf(definition);
  const ami = Images.map(({ ImageId = '' }) => ImageId).find((id) => id !== former) ?? '';
  const next = await fleet.define(lock, definition, { ami });
  await fleet.deploy(lock, next, { again: false });
  await tellFree(configuration, lock);
}

const changed = (more: object = {}) =>
  edit<{ HealthCheckGracePeriod: number }>(template, GROUP, () => ({
    HealthCheckGracePeriod: 600,
    ...more,
  }));

test('the first deployment gives the groups the first version of their launch templates', async () => {
  expect(await versionOf()).toBe('1');
});

test('a deployment after an upgrade leaves the version as it is live', async () => {
  await upgrade();
  expect(await versionOf()).toBe('2');
  expect(await told()).toBe('2');
  await deploy(stacks, STACK, changed());
  expect(await groupOf(groups, 'shop-first')).toMatchObject({ HealthCheckGracePeriod: 600 });
  expect(await versionOf()).toBe('2');
});

test('the same deployment resets it where the template names a version', async () => {
  const naive = changed({
    LaunchTemplate: { LaunchTemplateId: { Ref: launchTemplate() }, Version: '1' },
  });
  await deploy(stacks, STACK, naive);
  expect(await versionOf()).toBe('1');
});
