import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type Instance as Member,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import type { InstanceConfiguration } from '../../../core/cluster';
import type { Clients } from '../../clients';
import type { Definition } from '../evidence';
import type { FleetsWatch, SeenTask } from './fleets';

/** States of a refresh that is over. */
const over = ['Successful', 'Failed', 'Cancelled', 'RollbackSuccessful', 'RollbackFailed'];

/** Instances that are Auto Scaling groups; a definition is a version of a launch template, `lt-…:3`. */
export function watchGroups(
  { autoScaling, machines }: Pick<Clients, 'autoScaling' | 'machines'>,
  instances: InstanceConfiguration[],
): FleetsWatch {
  const groups = instances.flatMap(({ name, fleet }) =>
    fleet.kind === 'ec2' ? [{ instance: name, group: fleet.group }] : [],
  );
  const names = groups.map(({ group }) => group);
  const deploymentsOf = async (AutoScalingGroupName: string) => {
    const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName });
    const { InstanceRefreshes = [] } = await autoScaling.send(command);
    return InstanceRefreshes.some(({ Status = '' }) => !over.includes(Status)) ? 2 : 1;
  };
  return {
    async look() {
      // In this order a machine that leaves its group meanwhile is in both lists, and not in neither.
      const { AutoScalingGroups = [] } = await autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names }),
      );
      const running = await readMachines(machines, names);
      const seen = groups.map(async ({ instance, group }) => {
        const described = AutoScalingGroups.find((it) => it.AutoScalingGroupName === group);
        const tasks = merge(
          described,
          running.filter((machine) => groupOf(machine) === group),
        );
        return [instance, { deployments: await deploymentsOf(group), tasks }] as const;
      });
      return Object.fromEntries(await Promise.all(seen));
    },
    readDefinition: (definition) => readDefinition(machines, definition),
  };
}

/** Every machine of these groups that has not terminated. */
async function readMachines(client: EC2Client, groups: string[]): Promise<Instance[]> {
  const { Reservations = [] } = await client.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: 'tag:aws:autoscaling:groupName', Values: groups },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down'] },
      ],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

function merge(group: AutoScalingGroup | undefined, machines: Instance[]): SeenTask[] {
  const members = group?.Instances ?? [];
  const known = new Set(members.map(({ InstanceId }) => InstanceId));
  const left = machines.filter(({ InstanceId }) => !known.has(InstanceId));
  return [...members.map(describeMember), ...left.map(describeMachine)];
}

const describeMember = ({ InstanceId, LaunchTemplate, LifecycleState }: Member): SeenTask => ({
  task: InstanceId ?? '',
  definition: `${LaunchTemplate?.LaunchTemplateId}:${LaunchTemplate?.Version}`,
  running: LifecycleState === 'InService',
  stopping: LifecycleState?.startsWith('Terminating') ?? false,
});

/** One that is not in its group any more, or not yet. */
const describeMachine = (machine: Instance): SeenTask => ({
  task: machine.InstanceId ?? '',
  definition: `${tagOf(machine, 'aws:ec2launchtemplate:id')}:${tagOf(machine, 'aws:ec2launchtemplate:version')}`,
  running: false,
  stopping: machine.State?.Name === 'shutting-down',
});

const tagOf = ({ Tags = [] }: Instance, name: string): string =>
  Tags.find(({ Key }) => Key === name)?.Value ?? '';
const groupOf = (machine: Instance): string => tagOf(machine, 'aws:autoscaling:groupName');

async function readDefinition(client: EC2Client, definition: string): Promise<Definition> {
  const [LaunchTemplateId, version = ''] = definition.split(':');
  const { LaunchTemplateVersions = [] } = await client.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [version] }),
  );
  const { ImageId = '', ...settings } = LaunchTemplateVersions[0]?.LaunchTemplateData ?? {};
  return { images: { ami: ImageId }, settings: { ami: JSON.stringify(settings) } };
}
