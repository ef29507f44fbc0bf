import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { clientOptions } from '../lambdas/aws/client-options';
import { customResource } from './custom-resource';
import { oncePermitted } from './permitted';

interface Properties {
  Cluster: string;
  Service: string;
  Count: string;
}

const containers = new ECSClient(clientOptions());

/** Gives a new service its count of tasks. Later it belongs to scaling and to upgrades. */
export const handler = customResource<Properties>(async ({ RequestType, ResourceProperties }) => {
  if (RequestType !== 'Create') return;
  const { Cluster, Service, Count } = ResourceProperties;
  const command = new UpdateServiceCommand({
    cluster: Cluster,
    service: Service,
    desiredCount: Number(Count),
  });
  await oncePermitted(() => containers.send(command));
});
