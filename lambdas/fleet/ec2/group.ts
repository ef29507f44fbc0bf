import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import { DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2';
import { TransshipError } from '../../../core/errors';
import { autoScaling, machines } from '../../aws/clients';

/** An Auto Scaling group whose machines start from a version of one launch template. */
export interface Group {
  name: string;
  described: AutoScalingGroup;
  /** Id of the launch template. */
  template: string;
  /** Number of the version that its machines are to run. */
  version: string;
  /** The group names that version by its number, not as `$Default`: CloudFormation knows no other way. */
  pinned: boolean;
}

/** Errors: `ClusterNotReady` if there is no such group, or if what its machines run cannot be told or set. */
export async function readGroup(instance: string, name: string): Promise<Group> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  const [described] = (await autoScaling.send(command)).AutoScalingGroups ?? [];
  const obstacle = described ? whyNot(described) : 'there is none';
  if (!described || obstacle !== undefined) {
    const message = `Instance ${instance} must be an Auto Scaling group with one launch template, of which it names the version $Default or a number; ${name} is not: ${obstacle}.`;
    throw new TransshipError('ClusterNotReady', message);
  }
  const { LaunchTemplateId: template = '', Version = '$Default' } = templateOf(described) ?? {};
  const pinned = Version !== '$Default';
  const version = pinned ? Version : await defaultVersion(template);
  return { name, described, template, version, pinned };
}

/** The group's launch template, whether it has machines of one type or of several. */
const templateOf = (group: AutoScalingGroup): LaunchTemplateSpecification | undefined =>
  group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

function whyNot(group: AutoScalingGroup): string | undefined {
  const { Overrides = [] } = group.MixedInstancesPolicy?.LaunchTemplate ?? {};
  const template = templateOf(group);
  if (group.Status !== undefined) return 'it is being deleted';
  if (!template) return 'it has no launch template';
  if (template.Version === '$Latest') return 'it names $Latest, so that any new version is run';
  if (Overrides.some(({ LaunchTemplateSpecification: own }) => own))
    return 'some of its machine types have a launch template of their own';
  return group.WarmPoolConfiguration && 'it has a warm pool, whose machines nobody could drain';
}

async function defaultVersion(template: string): Promise<string> {
  const command = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [template] });
  const [described] = (await machines.send(command)).LaunchTemplates ?? [];
  return String(described?.DefaultVersionNumber);
}
