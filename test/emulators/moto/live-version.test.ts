import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  CreateLaunchTemplateVersionCommand,
  DescribeImagesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { handler as createLiveState } from '../../../deployment/live-state';
import { engineOf } from '../engines/engine-of';
import { deploy, exporting, resourcesOf } from '../stacks/deploy';
import { templateOf } from '../stacks/synth';
import { type Template, edit, without } from '../stacks/template';
import { ask } from './custom-resources';
import { groupOf } from './groups';

// The cluster's template with Auto Scaling groups, deployed twice through moto's CloudFormation, with the change of
// version in between that an upgrade makes. moto makes a group anew at each update: its count cannot survive there.

const running = engineOf('moto');
const STACK = 'TransshipShop';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const VERSION = '/transship/shop/version/first';

let template: Template;
let stacks: CloudFormationClient;
let groups: AutoScalingClient;

beforeAll(async () => {
  stacks = new CloudFormationClient(running().connection);
  groups = new AutoScalingClient(running().connection);
  template = without(templateOf(STACK, 'ec2'), ({ Type }) => Type.startsWith('Custom::'));
  await put('/cdk-bootstrap/hnb659fds/version', '30');
  await ask(createLiveState, {
    Parameters: {
      '/transship/shop/lock': 'free',
      ...Object.fromEntries(
        ['first', 'second'].flatMap((name) => [
          [`/transship/shop/weight/${name}`, '100'],
          [`/transship/shop/version/${name}`, '1'],
        ]),
      ),
    },
  });
  await deploy(stacks, 'Others', exporting(template));
  await deploy(stacks, STACK, template);
});

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

/** What an upgrade makes of a group, and tells before it frees its lock. */
async function upgrade(): Promise<void> {
  const machines = new EC2Client(running().connection);
  const ids = await resourcesOf(stacks, STACK);
  const LaunchTemplateId = ids[launchTemplate()];
  const { Images = [] } = await machines.send(new DescribeImagesCommand({}));
  await machines.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      LaunchTemplateData: { ImageId: Images[0]?.ImageId, InstanceType: 't3.small' },
    }),
  );
  await groups.send(
    new UpdateAutoScalingGroupCommand({
      AutoScalingGroupName: 'shop-first',
      LaunchTemplate: { LaunchTemplateId, Version: '2' },
    }),
  );
  await put(VERSION, '2');
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
