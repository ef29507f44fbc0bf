import {
  DescribeServicesCommand,
  type Deployment,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { EcsFleetConfiguration } from '../../../core/cluster';
import { TransshipError } from '../../../core/errors';
import { containers } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';
import type { FleetState } from '../fleet';

/** Errors: `ClusterNotReady` if there is none, or if it is not one that is updated by rolling. */
export async function describeService(
  instance: string,
  { cluster, service: name }: EcsFleetConfiguration,
): Promise<FleetState> {
  const command = new DescribeServicesCommand({ cluster, services: [name] });
  const service = (await containers.send(command)).services?.[0];
  const deployments = service?.deployments ?? [];
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const rolling =
    (service?.deploymentController?.type ?? 'ECS') === 'ECS' &&
    (service?.deploymentConfiguration?.strategy ?? 'ROLLING') === 'ROLLING';
  if (service?.status !== 'ACTIVE' || !primary?.taskDefinition || !rolling) {
    const message = `Instance ${instance} must be an active ECS service that is updated by rolling; ${name} in cluster ${cluster} is not.`;
    throw new TransshipError('ClusterNotReady', message);
  }
  return {
    definition: primary.taskDefinition,
    rollout: rolloutOf(primary),
    failure: deployments.find(({ rolloutState }) => rolloutState === 'FAILED')?.rolloutStateReason,
    desired: service.desiredCount ?? 0,
    most: Infinity,
    counted: (service.runningCount ?? 0) + (service.pendingCount ?? 0),
  };
}

function rolloutOf({ rolloutState }: Deployment): FleetState['rollout'] {
  if (rolloutState === 'COMPLETED') return 'completed';
  return rolloutState === 'FAILED' ? 'failed' : 'in progress';
}

/** Has the service go over to a task definition, task by task. Errors: `LockLost`. */
export async function deploy(
  lock: HeldLock,
  { cluster, service }: EcsFleetConfiguration,
  taskDefinition: string,
  options: { again: boolean },
): Promise<void> {
  await lock.prove();
  await containers.send(
    new UpdateServiceCommand({
      cluster,
      service,
      taskDefinition,
      forceNewDeployment: options.again,
    }),
  );
}

/** Errors: `LockLost`. */
export async function setCount(
  lock: HeldLock,
  { cluster, service }: EcsFleetConfiguration,
  desiredCount: number,
): Promise<void> {
  await lock.prove();
  await containers.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}
