import type { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FleetAction } from '../../upgrade/permissions';

export interface Ec2Resources {
  /** Name of the Auto Scaling group. */
  group: string;
  launchTemplateId: string;
  /** Of its machines. */
  role: IRole | undefined;
  /** The group names its version by number, not as `$Default`. */
  pinned: boolean;
}

/** What a Lambda must be allowed to be able to do each thing to an Auto Scaling group. */
export function ec2Permissions(
  stack: Stack,
  resources: Ec2Resources,
): Record<FleetAction, PolicyStatement[]> {
  const { pinned } = resources;
  // None of what describes can be limited to some groups, templates or machines.
  const see = (...actions: string[]) => allow(actions, ['*']);
  const change = (...actions: string[]) => allow(actions, [groupArn(stack, resources)]);
  const changeTemplate = (...actions: string[]) => allow(actions, [templateArn(stack, resources)]);
  const read = see(
    'autoscaling:DescribeAutoScalingGroups',
    ...(pinned ? [] : ['ec2:DescribeLaunchTemplates']),
  );
  const readVersions = see('ec2:DescribeLaunchTemplateVersions');
  const readRefreshes = see('autoscaling:DescribeInstanceRefreshes');
  const describe = [read, readVersions, readRefreshes];
  return {
    describe,
    list: [read, see('ec2:DescribeInstances')],
    releaseOf: [read, readVersions],
    artifactExists: [see('ec2:DescribeImages')],
    upcoming: [read, readVersions],
    define: [read, readVersions, changeTemplate('ec2:CreateLaunchTemplateVersion')],
    areAlike: [read, readVersions],
    redefine: [read, readVersions],
    deploy: [
      read,
      readRefreshes,
      changeTemplate('ec2:ModifyLaunchTemplate'),
      change('autoscaling:StartInstanceRefresh', 'autoscaling:CancelInstanceRefresh'),
      ...(pinned
        ? [change('autoscaling:UpdateAutoScalingGroup'), ...behindUpdate(stack, resources)]
        : []),
    ],
    stop: [change('autoscaling:TerminateInstanceInAutoScalingGroup')],
    setCount: [read, change('autoscaling:SetDesiredCapacity')],
    activeScaling: [read],
    setScaling: [read, change('autoscaling:SuspendProcesses', 'autoscaling:ResumeProcesses')],
    settle: [],
    lastFailure: [read, readRefreshes, see('autoscaling:DescribeScalingActivities')],
    tellVersion: describe,
  };
}

/** ARNs among them that have a wildcard, and why. */
export const ec2Wildcards = (stack: Stack, resources: Ec2Resources): Record<string, string> => ({
  [groupArn(stack, resources)]: 'A group has an id of its own before its name.',
  [instances(stack)]: 'Machines are named when they are launched.',
});

/**
 * Who has a group launch from a version must be allowed to launch from it, with all that it names:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
function behindUpdate(stack: Stack, resources: Ec2Resources): PolicyStatement[] {
  const fromTemplate = { 'ec2:LaunchTemplate': templateArn(stack, resources) };
  return [
    new PolicyStatement({
      actions: ['ec2:RunInstances'],
      resources: ['*'],
      conditions: { ArnLike: fromTemplate },
    }),
    new PolicyStatement({
      actions: ['ec2:CreateTags'],
      resources: [instances(stack)],
      conditions: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
    }),
    ...(resources.role
      ? [
          new PolicyStatement({
            actions: ['iam:PassRole'],
            resources: [resources.role.roleArn],
            conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
          }),
        ]
      : []),
  ];
}

const groupArn = ({ partition, region, account }: Stack, { group }: Ec2Resources): string =>
  `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${group}`;

const templateArn = ({ partition, region, account }: Stack, resources: Ec2Resources): string =>
  `arn:${partition}:ec2:${region}:${account}:launch-template/${resources.launchTemplateId}`;

const instances = ({ partition, region, account }: Stack): string =>
  `arn:${partition}:ec2:${region}:${account}:instance/*`;

const allow = (actions: string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources });
