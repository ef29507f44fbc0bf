import {
  ActiveInstanceRefreshNotFoundFault,
  CancelInstanceRefreshCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  InstanceRefreshInProgressFault,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransshipError } from '../../../core/errors';
import { autoScaling } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { Group } from './group';
import { isActive } from './rollout';

const LOOK_EVERY_MS = 500;
/** Well within the time-out of a Lambda; what takes longer is looked at again in the next try. */
const LONGEST_LOOK_MS = 5_000;

/** The instance refresh of a group that is under way, or else its newest. */
export async function newestRefresh({ name }: Group): Promise<InstanceRefresh | undefined> {
  const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name });
  const { InstanceRefreshes = [] } = await autoScaling.send(command);
  const newestFirst = InstanceRefreshes.toSorted((one, other) => beganAt(other) - beganAt(one));
  return newestFirst.find(isActive) ?? newestFirst[0];
}

/** One that was only asked for has no time yet. */
const beganAt = ({ StartTime }: InstanceRefresh): number =>
  StartTime?.getTime() ?? Number.MAX_SAFE_INTEGER;

/**
 * Has every machine of the group replaced by one of the version that it is to run; new ones first, so that there are
 * never fewer than desired. `again`: surely those too that run that version. Errors: `LockLost`.
 */
export async function replaceMachines(
  lock: HeldLock,
  group: Group,
  { again }: { again: boolean },
): Promise<void> {
  await lock.prove();
  try {
    await autoScaling.send(
      new StartInstanceRefreshCommand({
        AutoScalingGroupName: group.name,
        Preferences: {
          MinHealthyPercentage: 100,
          MaxHealthyPercentage: 200,
          // They have sealed: what protects them from scaling in need not keep them from being replaced.
          ScaleInProtectedInstances: 'Refresh',
          StandbyInstances: 'Terminate',
          // It is documented how a number is compared with what a machine runs, but not how `$Default` is.
          SkipMatching: group.pinned && !again,
          // A rollback of the platform's own would go behind the upgrade's back.
          AutoRollback: false,
        },
      }),
    );
  } catch (error) {
    // Nothing else was under way a moment ago: the answer to an earlier sending was lost.
    if (!(error instanceof InstanceRefreshInProgressFault)) throw error;
  }
  // Whoever looks next must not take the rollout for one that was never begun.
  await until(async () => isActive(await newestRefresh(group)));
}

/** Resolves once nothing replaces machines. Errors: `LockLost`, `PlatformUnavailable` if it takes too long. */
export async function cancelRefresh(lock: HeldLock, group: Group): Promise<void> {
  await lock.prove();
  try {
    await autoScaling.send(
      new CancelInstanceRefreshCommand({
        AutoScalingGroupName: group.name,
        // Machines that are on their way will be replaced with the others.
        WaitForTransitioningInstances: false,
      }),
    );
  } catch (error) {
    if (!(error instanceof ActiveInstanceRefreshNotFoundFault)) throw error;
  }
  if (await until(async () => !isActive(await newestRefresh(group)))) return;
  const message = `An instance refresh of Auto Scaling group ${group.name} to another version is still being cancelled.`;
  throw new TransshipError('PlatformUnavailable', message);
}

/** Whether it came to hold within a few seconds. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  const latest = performance.now() + LONGEST_LOOK_MS;
  while (performance.now() < latest) {
    if (await holds()) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}
