import type { Census } from './census';
import type { ObservedInstance } from './plan';

/**
 * Why an instance that an upgrade has left in the middle of something cannot serve; undefined when it can: every task
 * runs, is healthy and of one release, and the platform is not about to change that.
 */
export function whatIsBroken(
  { tasks, counted }: Census,
  rollout: ObservedInstance['rollout'],
  healthy: number,
): string | undefined {
  const releases = new Set(tasks.map(({ definition }) => definition));
  // Tasks that have sealed for one rollout are replaced as it goes on, whatever their nodes are told meanwhile.
  if (rollout === 'in progress') return 'its rollout has not come to an end';
  if (releases.size > 1) return 'its tasks are of more than one release';
  if (tasks.length === 0) return 'it has no task';
  if (counted > tasks.length || tasks.some(({ state }) => state !== 'running'))
    return 'not all of its tasks are running';
  if (healthy < tasks.length) return `only ${healthy} of its ${tasks.length} tasks are healthy`;
  return undefined;
}
