import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { ModifyLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { autoScaling, machines } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { FleetState } from '../fleet';
import type { Group } from './group';
import { membersOf } from './machines';
import { cancelRefresh, newestRefresh, replaceMachines } from './refreshes';
import { isActive, rolloutOf } from './rollout';
import { readVersion } from './templates';

export async function describeGroup(group: Group): Promise<FleetState> {
  const { version, described } = group;
  const members = membersOf(group);
  const refresh = await newestRefresh(group);
  const { CreateTime: madeAt } = await readVersion(group, version);
  return {
    definition: version,
    ...rolloutOf({ version, madeAt, refresh, members }),
    desired: described.DesiredCapacity ?? 0,
    most: described.MaxSize ?? Infinity,
    counted: members.filter(({ state }) => state !== 'stopping').length,
  };
}

/**
 * Makes a version the one that new machines run, then has all others replaced; does nothing where all is so, unless
 * `again`. A refresh that is under way replaces them already if it began after that; one that began before is cancelled
 * first, and so none ever goes over from one version to another on its way. Errors: `LockLost`, `PlatformUnavailable`.
 */
export async function deploy(
  lock: HeldLock,
  group: Group,
  version: string,
  options: { again: boolean },
): Promise<void> {
  const refresh = await newestRefresh(group);
  const goesOn = ['Pending', 'InProgress', 'Baking'].includes(refresh?.Status ?? '');
  const isThere = !options.again && (await describeGroup(group)).rollout === 'completed';
  if (group.version === version && (goesOn || isThere)) return;
  if (isActive(refresh)) await cancelRefresh(lock, group);
  await setVersion(lock, group, version);
  await replaceMachines(lock, group, options);
}

async function setVersion(lock: HeldLock, group: Group, version: string): Promise<void> {
  await lock.prove();
  await machines.send(
    new ModifyLaunchTemplateCommand({ LaunchTemplateId: group.template, DefaultVersion: version }),
  );
  if (!group.pinned) return;
  await lock.prove();
  await autoScaling.send(
    new UpdateAutoScalingGroupCommand({
      AutoScalingGroupName: group.name,
      ...naming(group, version),
    }),
  );
}

/** The group's own way to name its launch template, with another version. */
function naming({ described: { MixedInstancesPolicy: policy }, template }: Group, version: string) {
  const LaunchTemplate = { LaunchTemplateId: template, Version: version };
  if (!policy) return { LaunchTemplate };
  return {
    MixedInstancesPolicy: {
      ...policy,
      LaunchTemplate: { ...policy.LaunchTemplate, LaunchTemplateSpecification: LaunchTemplate },
    },
  };
}
