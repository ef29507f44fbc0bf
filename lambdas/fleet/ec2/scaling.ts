import {
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import { autoScaling } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { Group } from './group';

/** What takes machines away by itself. Unhealthy ones go on being replaced. */
const processes = ['AlarmNotification', 'ScheduledActions', 'AZRebalance'];

export function activeScaling({ described: { SuspendedProcesses = [] } }: Group): string[] {
  const suspended = new Set(SuspendedProcesses.map(({ ProcessName }) => ProcessName));
  return processes.filter((process) => !suspended.has(process));
}

/** Suspends all but what is named, which is resumed; what stands so already is left alone. Errors: `LockLost`. */
export async function setScaling(lock: HeldLock, group: Group, active: string[]): Promise<void> {
  const now = activeScaling(group);
  const suspend = now.filter((process) => !active.includes(process));
  const resume = processes.filter((process) => active.includes(process) && !now.includes(process));
  const named = (ScalingProcesses: string[]) => ({
    AutoScalingGroupName: group.name,
    ScalingProcesses,
  });
  if (suspend.length > 0) {
    await lock.prove();
    await autoScaling.send(new SuspendProcessesCommand(named(suspend)));
  }
  if (resume.length > 0) {
    await lock.prove();
    await autoScaling.send(new ResumeProcessesCommand(named(resume)));
  }
}

/** Errors: `LockLost`. */
export async function setCount(lock: HeldLock, group: Group, count: number): Promise<void> {
  await lock.prove();
  await autoScaling.send(
    new SetDesiredCapacityCommand({
      AutoScalingGroupName: group.name,
      DesiredCapacity: count,
      HonorCooldown: false,
    }),
  );
}
