import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type SuspendedState,
} from '@aws-sdk/client-application-auto-scaling';
import { isDeepStrictEqual } from 'node:util';
import type { EcsFleetConfiguration } from '../../../core/cluster';
import { serviceScaling } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';

/** What can take tasks away. Scaling out goes on: the others carry more while one instance is vacated. */
const kinds = {
  DynamicScalingIn: 'DynamicScalingInSuspended',
  ScheduledScaling: 'ScheduledScalingSuspended',
} as const;

/** None where Application Auto Scaling knows nothing of the service. */
export async function activeScaling(service: EcsFleetConfiguration): Promise<string[]> {
  const target = await describeTarget(service);
  if (!target) return [];
  return Object.entries(kinds)
    .filter(([, suspended]) => !target.SuspendedState?.[suspended])
    .map(([kind]) => kind);
}

/** Suspends all but what is named, which is resumed. Errors: `LockLost`. */
export async function setScaling(
  lock: HeldLock,
  service: EcsFleetConfiguration,
  active: string[],
): Promise<void> {
  const target = await describeTarget(service);
  if (!target) return;
  const before = {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
    ...target.SuspendedState,
  };
  const suspended = Object.entries(kinds).map(([kind, field]) => [field, !active.includes(kind)]);
  const after = { ...before, ...Object.fromEntries(suspended) } as SuspendedState;
  if (isDeepStrictEqual(before, after)) return;
  await lock.prove();
  await serviceScaling.send(
    new RegisterScalableTargetCommand({ ...targetOf(service), SuspendedState: after }),
  );
}

async function describeTarget(service: EcsFleetConfiguration): Promise<ScalableTarget | undefined> {
  const { ServiceNamespace, ScalableDimension, ResourceId } = targetOf(service);
  const { ScalableTargets = [] } = await serviceScaling.send(
    new DescribeScalableTargetsCommand({
      ServiceNamespace,
      ScalableDimension,
      ResourceIds: [ResourceId],
    }),
  );
  return ScalableTargets[0];
}

const targetOf = ({ cluster, service }: EcsFleetConfiguration) => ({
  ServiceNamespace: 'ecs' as const,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
  ResourceId: `service/${nameOf(cluster)}/${nameOf(service)}`,
});

/** Of a name or an ARN. */
const nameOf = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;
