import type {
  DescribeScalableTargetsCommandInput,
  RegisterScalableTargetCommandInput,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Operations } from '../aws/json-api';
import type { Clusters } from './clusters';
import { ACCOUNT, REGION } from './names';

/** As it goes over the wire: times are seconds since the epoch. */
type StoredTarget = Omit<ScalableTarget, 'CreationTime'> & { CreationTime: number };

const invalid = (message: string) => new AwsError('ValidationException', message);

/** As much of Application Auto Scaling as says of a service what may scale it. Nothing is scaled here. */
export function scalingOperations(clusters: Clusters): Operations {
  const targets = new Map<string, StoredTarget>();

  return {
    RegisterScalableTarget(input: RegisterScalableTargetCommandInput) {
      const { ServiceNamespace, ResourceId = '', ScalableDimension } = input;
      const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(ResourceId) ?? [];
      if (ServiceNamespace !== 'ecs' || ScalableDimension !== 'ecs:service:DesiredCount')
        throw invalid('Only the desired count of ECS services is emulated.');
      if (!service || !clusters.get(cluster).services.has(service))
        throw invalid(`ECS service doesn't exist: ${ResourceId}`);
      const before = targets.get(ResourceId);
      const { MinCapacity = before?.MinCapacity, MaxCapacity = before?.MaxCapacity } = input;
      if (MinCapacity === undefined || MaxCapacity === undefined || MinCapacity > MaxCapacity)
        throw invalid(
          'MinCapacity and MaxCapacity are needed, the latter no less than the former.',
        );
      const ScalableTargetARN = `arn:aws:application-autoscaling:${REGION}:${ACCOUNT}:scalable-target/${ResourceId}`;
      targets.set(ResourceId, {
        ServiceNamespace,
        ResourceId,
        ScalableDimension,
        MinCapacity,
        MaxCapacity,
        RoleARN: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
        CreationTime: before?.CreationTime ?? Date.now() / 1_000,
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
          ...before?.SuspendedState,
          ...input.SuspendedState,
        },
        ScalableTargetARN,
      });
      return { ScalableTargetARN };
    },

    DescribeScalableTargets({
      ServiceNamespace,
      ResourceIds,
    }: DescribeScalableTargetsCommandInput) {
      const all = [...targets.values()].filter((it) => it.ServiceNamespace === ServiceNamespace);
      return {
        ScalableTargets: all.filter(
          ({ ResourceId = '' }) => !ResourceIds || ResourceIds.includes(ResourceId),
        ),
      };
    },
  };
}
