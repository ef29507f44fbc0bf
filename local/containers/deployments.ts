import { randomUUID } from 'node:crypto';
import { newDeploymentId } from './names';
import type { Deployment, Service, TaskDefinition } from './state';

const EVENTS_KEPT = 100;

/** Makes a task definition the one to be rolled out; the deployment before it gives way as this one arrives. */
export function beginDeployment(service: Service, taskDefinition: TaskDefinition): void {
  const deployment = newDeployment(taskDefinition);
  service.deployments.unshift(deployment);
  service.startNotBefore = deployment.createdAt;
}

/** One that nothing has come of yet. */
export function newDeployment(taskDefinition: TaskDefinition): Deployment {
  const now = Date.now();
  const id = newDeploymentId();
  return {
    id,
    taskDefinition,
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
  };
}

export function completeDeployment(service: Service, deployment: Deployment): void {
  conclude(deployment, 'COMPLETED', `ECS deployment ${deployment.id} completed.`);
  // Nothing of the former ones is left.
  service.deployments = [deployment];
  report(service, `(deployment ${deployment.id}) deployment completed.`);
  report(service, 'has reached a steady state.');
}

export function failDeployment(service: Service, deployment: Deployment): void {
  const cause = deployment.lastFailure ?? 'unknown';
  conclude(
    deployment,
    'FAILED',
    `ECS deployment circuit breaker: tasks failed to start. Last failure: ${cause}`,
  );
  report(service, `(deployment ${deployment.id}) deployment failed: tasks failed to start.`);
}

function conclude(deployment: Deployment, state: 'COMPLETED' | 'FAILED', reason: string): void {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = Date.now();
}

export function report(service: Service, text: string): void {
  const message = `(service ${service.name}) ${text}`;
  if (service.events[0]?.message === message) return;
  service.events.unshift({ id: randomUUID(), createdAt: Date.now(), message });
  service.events.splice(EVENTS_KEPT);
}
