import type { SeenTask, Situation } from './decide';
import { hasStopped, isStopping, type Service, type Task, tasksOf } from './state';
import type { TargetRegistry } from './targets';

/** A task without a load balancer is up when it has run this long: one that crashes at its start does not. */
const UP_AFTER_MS = 1_000;

/** Looks at a service as it is now, and notes in its tasks what can only be seen over time. */
export function observe(
  service: Service,
  targets: TargetRegistry,
  replaceUnhealthyAfterMs: number,
  now: number,
): Situation {
  const tasks = tasksOf(service).filter((task) => !hasStopped(task));
  const { deploymentConfiguration: configuration } = service;
  return {
    now,
    startNotBefore: service.startNotBefore,
    desiredCount: service.desiredCount,
    minimumHealthy: configuration.minimumHealthyPercent ?? 100,
    maximum: configuration.maximumPercent ?? 200,
    circuitBreaker: configuration.deploymentCircuitBreaker?.enable ?? false,
    deployments: service.deployments,
    tasks: tasks.map((task) => look(task, targets, replaceUnhealthyAfterMs, now)),
  };
}

function look(
  task: Task,
  targets: TargetRegistry,
  replaceUnhealthyAfterMs: number,
  now: number,
): SeenTask {
  const stopping = isStopping(task);
  const health = stopping ? 'draining' : healthOf(task, targets, now);
  if (health === 'healthy') becameUp(task);
  task.unhealthySince = health === 'unhealthy' ? (task.unhealthySince ?? now) : undefined;
  const graceUntil = (task.startedAt ?? now) + task.service.healthCheckGracePeriodSeconds * 1_000;
  const failing =
    task.unhealthySince !== undefined &&
    now >= graceUntil &&
    now - task.unhealthySince >= replaceUnhealthyAfterMs;
  const { id, deployment } = task;
  return { id, deployment: deployment.id, stopping, healthy: health === 'healthy', failing };
}

function healthOf(task: Task, targets: TargetRegistry, now: number) {
  if (task.lastStatus !== 'RUNNING') return 'initial';
  if (task.targets.length === 0)
    return now - (task.startedAt ?? now) >= UP_AFTER_MS ? 'healthy' : 'initial';
  const health = task.targets.map(({ targetGroupArn, ...target }) =>
    targets.health(targetGroupArn, target),
  );
  if (health.includes('unhealthy')) return 'unhealthy';
  return health.every((one) => one === 'healthy') ? 'healthy' : 'initial';
}

function becameUp(task: Task): void {
  if (task.wasUp) return;
  task.wasUp = true;
  // Failures count only in a row.
  if (task.deployment.rolloutState !== 'FAILED') task.deployment.failedTasks = 0;
}
