import {
  DescribeServicesCommand,
  type Deployment,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { InstanceConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import type { ObservedInstance } from '../../core/plan';
import type { HeldLock } from '../held-lock';
import { containers } from './clients';

/** An instance's ECS service as it stands. */
export interface Service {
  /** ARN of the task definition that it is deployed with. */
  taskDefinition: string;
  rollout: ObservedInstance['rollout'];
  /** Why a deployment of it failed, as the platform tells it. */
  failure: string | undefined;
  desired: number;
  /** Tasks that run or start, as the service counts them. */
  counted: number;
}

/** Errors: `ClusterNotReady` if there is none, or if it is not one that is updated by rolling. */
export async function describeService({ name, ecs }: InstanceConfiguration): Promise<Service> {
  const command = new DescribeServicesCommand({ cluster: ecs.cluster, services: [ecs.service] });
  const service = (await containers.send(command)).services?.[0];
  const deployments = service?.deployments ?? [];
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const rolling =
    (service?.deploymentController?.type ?? 'ECS') === 'ECS' &&
    (service?.deploymentConfiguration?.strategy ?? 'ROLLING') === 'ROLLING';
  if (service?.status !== 'ACTIVE' || !primary?.taskDefinition || !rolling) {
    const message = `Instance ${name} must be an active ECS service that is updated by rolling; ${ecs.service} in cluster ${ecs.cluster} is not.`;
    throw new TransshipError('ClusterNotReady', message);
  }
  return {
    taskDefinition: primary.taskDefinition,
    rollout: rolloutOf(primary),
    failure: deployments.find(({ rolloutState }) => rolloutState === 'FAILED')?.rolloutStateReason,
    desired: service.desiredCount ?? 0,
    counted: (service.runningCount ?? 0) + (service.pendingCount ?? 0),
  };
}

function rolloutOf({ rolloutState }: Deployment): Service['rollout'] {
  if (rolloutState === 'COMPLETED') return 'completed';
  return rolloutState === 'FAILED' ? 'failed' : 'in progress';
}

/** Has the service go over to a task definition, task by task. Errors: `LockLost`. */
export async function deploy(
  lock: HeldLock,
  { ecs }: InstanceConfiguration,
  taskDefinition: string,
  options: { again: boolean },
): Promise<void> {
  await lock.prove();
  await containers.send(
    new UpdateServiceCommand({
      cluster: ecs.cluster,
      service: ecs.service,
      taskDefinition,
      forceNewDeployment: options.again,
    }),
  );
}

/** Errors: `LockLost`. */
export async function setCount(
  lock: HeldLock,
  { ecs }: InstanceConfiguration,
  desiredCount: number,
): Promise<void> {
  await lock.prove();
  await containers.send(
    new UpdateServiceCommand({ cluster: ecs.cluster, service: ecs.service, desiredCount }),
  );
}
