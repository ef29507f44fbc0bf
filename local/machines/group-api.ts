import type {
  AutoScalingGroupsType,
  Instance as Member,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import { AwsError } from '../aws/json-api';
import { list, operation, type Operations, whole } from '../aws/query-operation';
import { type LaunchTemplates, versionOf } from './launch-templates';
import type { MachineRunner } from './machine-runner';
import { ACCOUNT, REGION } from './names';
import { type Group, isStopping, type Machine } from './state';

const template = z.object({
  LaunchTemplateId: z.string().optional(),
  LaunchTemplateName: z.string().optional(),
  Version: z.string().default('$Default'),
});
const count = whole(0, 1_000);
const named = z.object({ AutoScalingGroupName: z.string().min(1).max(255) });
const scalingProcesses = named.extend({ ScalingProcesses: list(z.string()) });

const allProcesses = [
  'Launch',
  'Terminate',
  'HealthCheck',
  'ReplaceUnhealthy',
  'AZRebalance',
  'AlarmNotification',
  'ScheduledActions',
  'AddToLoadBalancer',
  'InstanceRefresh',
];

export interface GroupSurroundings {
  groups: Map<string, Group>;
  templates: LaunchTemplates;
  runner: MachineRunner;
}

/** Auto Scaling groups: what is desired of them, and what they have. */
export const groupOperations = ({ groups, templates, runner }: GroupSurroundings): Operations => ({
  CreateAutoScalingGroup: operation(
    named.extend({
      LaunchTemplate: template,
      MinSize: count,
      MaxSize: count,
      DesiredCapacity: count.optional(),
      TargetGroupARNs: list(z.string()),
      HealthCheckType: z.enum(['EC2', 'ELB']).default('EC2'),
      HealthCheckGracePeriod: count.default(300),
    }),
    (input) => {
      const { AutoScalingGroupName: name, LaunchTemplate } = input;
      if (groups.has(name)) throw new AwsError('AlreadyExists', `There is a group '${name}'`);
      const found = templates.find(LaunchTemplate);
      versionOf(found, LaunchTemplate.Version);
      groups.set(name, {
        name,
        createdAt: new Date(),
        template: found,
        version: LaunchTemplate.Version,
        desired: input.DesiredCapacity ?? input.MinSize,
        least: input.MinSize,
        most: input.MaxSize,
        targetGroupArns: input.TargetGroupARNs ?? [],
        replacesUnhealthy: input.HealthCheckType === 'ELB',
        graceSeconds: input.HealthCheckGracePeriod,
        suspended: new Set(),
        machines: [],
        refreshes: [],
        activities: [],
        launchNotBefore: 0,
      });
    },
  ),

  DescribeAutoScalingGroups: operation(
    z.object({ AutoScalingGroupNames: list(z.string()) }),
    ({ AutoScalingGroupNames: names }): AutoScalingGroupsType => ({
      AutoScalingGroups: [...groups.values()]
        .filter(({ name }) => names?.includes(name) ?? true)
        .map(describe),
    }),
  ),

  UpdateAutoScalingGroup: operation(
    named.extend({
      LaunchTemplate: template.optional(),
      DesiredCapacity: count.optional(),
      MinSize: count.optional(),
      MaxSize: count.optional(),
    }),
    ({ LaunchTemplate, DesiredCapacity, MinSize, MaxSize, ...input }) => {
      const group = groupNamed(groups, input);
      if (LaunchTemplate) {
        group.template = templates.find(LaunchTemplate);
        group.version = LaunchTemplate.Version;
      }
      group.least = MinSize ?? group.least;
      group.most = MaxSize ?? group.most;
      group.desired = DesiredCapacity ?? group.desired;
    },
  ),

  SetDesiredCapacity: operation(
    named.extend({ DesiredCapacity: count }),
    ({ DesiredCapacity: desired, ...input }) => {
      const group = groupNamed(groups, input);
      if (desired < group.least || desired > group.most)
        throw new AwsError(
          'ValidationError',
          `New SetDesiredCapacity value ${desired} is outside of ${group.least} to ${group.most} for the AutoScalingGroup.`,
        );
      group.desired = desired;
    },
  ),

  TerminateInstanceInAutoScalingGroup: operation(
    z.object({ InstanceId: z.string(), ShouldDecrementDesiredCapacity: z.stringbool() }),
    ({ InstanceId: id, ShouldDecrementDesiredCapacity: decrement }) => {
      const machine = [...groups.values()]
        .flatMap(({ machines }) => machines)
        .find((each) => each.id === id && each.lifecycle !== undefined);
      if (!machine)
        throw new AwsError('ValidationError', `Instance Id not found - No managed instance ${id}`);
      if (decrement && !isStopping(machine)) machine.group.desired -= 1;
      runner.terminate(machine, 'an instance was taken out of service by a user request.');
    },
  ),

  SuspendProcesses: operation(scalingProcesses, ({ ScalingProcesses, ...input }) => {
    const group = groupNamed(groups, input);
    for (const process of ScalingProcesses ?? allProcesses) group.suspended.add(process);
  }),

  ResumeProcesses: operation(scalingProcesses, ({ ScalingProcesses, ...input }) => {
    const group = groupNamed(groups, input);
    for (const process of ScalingProcesses ?? allProcesses) group.suspended.delete(process);
  }),
});

export function groupNamed(
  groups: ReadonlyMap<string, Group>,
  { AutoScalingGroupName: name }: { AutoScalingGroupName: string },
): Group {
  const group = groups.get(name);
  if (group) return group;
  throw new AwsError('ValidationError', `AutoScalingGroup name not found - no such group: ${name}`);
}

const describe = (group: Group) => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/${group.name}`,
  LaunchTemplate: specification(group, group.version),
  MinSize: group.least,
  MaxSize: group.most,
  DesiredCapacity: group.desired,
  DefaultCooldown: 300,
  AvailabilityZones: [`${REGION}a`],
  TargetGroupARNs: group.targetGroupArns,
  HealthCheckType: group.replacesUnhealthy ? 'ELB' : 'EC2',
  HealthCheckGracePeriod: group.graceSeconds,
  Instances: group.machines.flatMap(describeMember),
  SuspendedProcesses: [...group.suspended].map((ProcessName) => ({ ProcessName })),
  CreatedTime: group.createdAt,
});

/** One that has left the group is not told of, though its processes may still run. */
function describeMember(machine: Machine): Member[] {
  if (!machine.lifecycle) return [];
  return [
    {
      InstanceId: machine.id,
      AvailabilityZone: `${REGION}a`,
      LifecycleState: machine.lifecycle,
      HealthStatus: machine.unhealthySince === undefined ? 'Healthy' : 'Unhealthy',
      LaunchTemplate: specification(machine, String(machine.version.number)),
      ProtectedFromScaleIn: false,
    },
  ];
}

const specification = (
  { template: { id, name } }: Group | Machine,
  Version: string,
): LaunchTemplateSpecification => ({ LaunchTemplateId: id, LaunchTemplateName: name, Version });
