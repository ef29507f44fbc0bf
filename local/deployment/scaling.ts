import {
  type ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ClusterConfiguration } from '../../core/cluster';

/** Lets every service be scaled; nothing does so here, but an upgrade must see to it that nothing could. */
export async function deployScaling(
  client: ApplicationAutoScalingClient,
  { instances }: ClusterConfiguration,
): Promise<void> {
  for (const { fleet } of instances)
    if (fleet.kind === 'ecs')
      await client.send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: `service/${fleet.cluster}/${fleet.service}`,
          MinCapacity: 1,
          MaxCapacity: 20,
        }),
      );
}
