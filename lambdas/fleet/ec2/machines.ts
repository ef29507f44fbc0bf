import {
  type Instance as GroupMember,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  type Instance,
  type InstanceStateName,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import type { ListedTask } from '../../../core/census';
import { autoScaling, machines } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { Group } from './group';
import { stateOf } from './lifecycle';

/** States of a machine on which a process may run. */
const alive: InstanceStateName[] = ['pending', 'running', 'stopping', 'shutting-down'];

/**
 * Every machine that still runs: those of the group, and those that have left it and are only shutting down. The group
 * was read first, so that one that leaves it meanwhile is in both lists, and not in neither.
 */
export async function listMachines(group: Group): Promise<ListedTask[]> {
  const members = membersOf(group);
  const known = new Set(members.map(({ slot }) => slot));
  const others = await findByTag(group);
  return [...members, ...others.filter(({ slot }) => !known.has(slot))];
}

/** Every machine in the group that still runs. */
export const membersOf = ({ described: { Instances = [] }, template }: Group): ListedTask[] =>
  Instances.flatMap((member) => {
    const state = stateOf(member);
    if (!state) return [];
    return [{ slot: member.InstanceId ?? '', state, definition: definitionOf(member, template) }];
  });

/** Has the platform end a machine, and put another one in its place. Errors: `LockLost`. */
export async function stopMachine(lock: HeldLock, machine: string): Promise<void> {
  await lock.prove();
  await autoScaling.send(
    new TerminateInstanceInAutoScalingGroupCommand({
      InstanceId: machine,
      ShouldDecrementDesiredCapacity: false,
    }),
  );
}

function definitionOf({ LaunchTemplate }: GroupMember, template: string): string {
  const { LaunchTemplateId, Version = '' } = LaunchTemplate ?? {};
  return LaunchTemplateId === template ? Version : `${LaunchTemplateId}:${Version}`;
}

async function findByTag({ name }: Group): Promise<ListedTask[]> {
  const Filters = [
    { Name: 'tag:aws:autoscaling:groupName', Values: [name] },
    { Name: 'instance-state-name', Values: alive },
  ];
  const found: ListedTask[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances(
    { client: machines },
    { Filters },
  ))
    found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(listed)));
  return found;
}

function listed({ InstanceId = '', State, Tags = [] }: Instance): ListedTask {
  const version = Tags.find(({ Key }) => Key === 'aws:ec2launchtemplate:version')?.Value ?? '';
  const state =
    State?.Name === 'pending' ? 'starting' : State?.Name === 'running' ? 'running' : 'stopping';
  return { slot: InstanceId, state, definition: version };
}
