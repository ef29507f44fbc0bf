import type { Clusters } from './clusters';
import { type Decision, decide } from './decide';
import { completeDeployment, failDeployment, report } from './deployments';
import { newTask } from './create';
import { observe } from './observe';
import { type Deployment, hasStopped, isStopping, type Service, tasksOf } from './state';
import type { TargetRegistry } from './targets';
import type { TaskRunner } from './task-runner';

const LOOK_EVERY_MS = 50;
const BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
const KEEP_STOPPED_MS = 3_600_000;

export interface SchedulerOptions {
  clusters: Clusters;
  runner: TaskRunner;
  targets: TargetRegistry;
  replaceUnhealthyAfterMs: number;
}

/** Brings every service nearer to what is desired of it, many times a second. Returns how to stop doing so. */
export function startScheduler(options: SchedulerOptions): () => void {
  const timer = setInterval(() => {
    for (const service of options.clusters.services()) {
      try {
        reconcile(service, options);
      } catch (error) {
        report(service, `could not be scheduled: ${String(error)}`);
      }
    }
    options.clusters.forgetStopped(Date.now() - KEEP_STOPPED_MS);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function reconcile(service: Service, options: SchedulerOptions): void {
  if (service.status === 'INACTIVE') return;
  const now = Date.now();
  countFailures(service, now);
  const situation = observe(service, options.targets, options.replaceUnhealthyAfterMs, now);
  for (const decision of decide(situation)) carryOut(service, decision, options.runner);
  forgetEmptyDeployments(service);
  if (service.status === 'DRAINING' && tasksOf(service).every(hasStopped))
    service.status = 'INACTIVE';
}

/** Each failed task delays the next start; one that never came up also counts against its deployment. */
function countFailures(service: Service, now: number): void {
  for (const task of tasksOf(service)) {
    const failure = task.stopped?.failure;
    if (!failure || task.counted) continue;
    task.counted = true;
    const { deployment } = task;
    if (!task.wasUp) {
      deployment.failedTasks++;
      deployment.lastFailure = `(task ${task.id}) ${failure}`;
    }
    const backoff = Math.min(LONGEST_BACKOFF_MS, BACKOFF_MS * 2 ** deployment.failedTasks);
    service.startNotBefore = Math.max(service.startNotBefore, now + backoff);
    report(service, `(task ${task.id}) stopped: ${failure}`);
  }
}

function carryOut(service: Service, decision: Decision, runner: TaskRunner): void {
  if (decision.kind === 'stop') return stopTask(service, decision, runner);
  const deployment = service.deployments.find(({ id }) => id === decision.deployment);
  if (!deployment) return;
  switch (decision.kind) {
    case 'start':
      return startTasks(service, deployment, decision.count, runner);
    case 'complete':
      return completeDeployment(service, deployment);
    case 'fail':
      return failDeployment(service, deployment);
  }
}

function startTasks(service: Service, deployment: Deployment, count: number, runner: TaskRunner) {
  const tasks = Array.from({ length: count }, () => newTask(service, deployment));
  service.cluster.tasks.push(...tasks);
  for (const task of tasks) runner.start(task);
  const names = tasks.map(({ id }) => `(task ${id})`).join(' ');
  report(service, `has started ${count} tasks: ${names}.`);
}

function stopTask(
  service: Service,
  decision: Extract<Decision, { kind: 'stop' }>,
  runner: TaskRunner,
): void {
  const task = tasksOf(service).find(({ id }) => id === decision.task);
  if (!task || isStopping(task)) return;
  const code = 'ServiceSchedulerInitiated';
  if (decision.why === 'unhealthy') {
    const groups = task.targets.map(({ targetGroupArn }) => targetGroupArn).join(', ');
    const reason = `Task failed ELB health checks in (target-group ${groups})`;
    return runner.stop(task, { code, reason, failure: reason });
  }
  const reason = `Scaling activity initiated by (deployment ${service.deployments[0]?.id})`;
  runner.stop(task, { code, reason });
  report(service, `has begun draining connections on and stopping (task ${task.id}).`);
}

/** The deployment that completed last is kept until another completes: the service falls back on it. */
function forgetEmptyDeployments(service: Service): void {
  const inUse = new Set(
    tasksOf(service)
      .filter((task) => !hasStopped(task))
      .map(({ deployment }) => deployment),
  );
  service.deployments = service.deployments.filter(
    (deployment, index) =>
      index === 0 || deployment.rolloutState === 'COMPLETED' || inUse.has(deployment),
  );
}
