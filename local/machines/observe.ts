import type { SeenTask, Situation } from '../containers/decide';
import { activeRefresh, type Group, isStopping, type Machine, type Refresh } from './state';
import type { TargetRegistry } from './targets';

/** Machines that are to be replaced count as of the former deployment, all others as of the present one. */
export const PRESENT = 'present';
export const FORMER = 'former';

/**
 * Looks at a group as it is now, in the words in which the container service decides: an instance refresh that launches
 * before it ends is a rolling deployment.
 */
export function observe(
  group: Group,
  targets: TargetRegistry,
  replaceUnhealthyAfterMs: number,
  now: number,
): Situation {
  const refresh = activeRefresh(group);
  return {
    now,
    startNotBefore: group.suspended.has('Launch') ? Infinity : group.launchNotBefore,
    desiredCount: group.desired,
    minimumHealthy: refresh?.preferences.MinHealthyPercentage ?? 100,
    maximum: refresh?.preferences.MaxHealthyPercentage ?? 200,
    circuitBreaker: refresh !== undefined,
    deployments: refresh
      ? [
          { id: PRESENT, rolloutState: 'IN_PROGRESS', failedTasks: refresh.failed },
          { id: FORMER, rolloutState: 'COMPLETED', failedTasks: 0 },
        ]
      : [{ id: PRESENT, rolloutState: 'COMPLETED', failedTasks: 0 }],
    tasks: group.machines.map((machine) =>
      look(machine, refresh, { targets, replaceUnhealthyAfterMs, now }),
    ),
  };
}

function look(
  machine: Machine,
  refresh: Refresh | undefined,
  at: { targets: TargetRegistry; replaceUnhealthyAfterMs: number; now: number },
): SeenTask {
  const { id, group } = machine;
  const stopping = isStopping(machine);
  const health = stopping ? 'draining' : healthOf(machine, at.targets);
  if (health === 'healthy') machine.wasUp = true;
  machine.unhealthySince = health === 'unhealthy' ? (machine.unhealthySince ?? at.now) : undefined;
  const graceUntil = machine.launchedAt + group.graceSeconds * 1_000;
  const failing =
    machine.unhealthySince !== undefined &&
    group.replacesUnhealthy &&
    !group.suspended.has('ReplaceUnhealthy') &&
    at.now >= graceUntil &&
    at.now - machine.unhealthySince >= at.replaceUnhealthyAfterMs;
  const deployment = refresh?.outdated.has(machine) ? FORMER : PRESENT;
  return { id, deployment, stopping, healthy: health === 'healthy', failing };
}

function healthOf({ lifecycle, targets }: Machine, registry: TargetRegistry) {
  if (lifecycle !== 'InService') return 'initial';
  const health = targets.map(({ targetGroupArn, ...target }) =>
    registry.health(targetGroupArn, target),
  );
  if (health.includes('unhealthy')) return 'unhealthy';
  return health.every((one) => one === 'healthy') ? 'healthy' : 'initial';
}
