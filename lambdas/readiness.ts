import { TransshipError } from '../core/errors';
import {
  type ObservedForward,
  type ReadyInstance,
  complaints,
  unexpected,
} from '../core/readiness';
import type { UpdateRequest } from '../core/update';
import { isSticky } from './aws/target-groups';
import type { Observation } from './observe';
import type { Stores } from './stores';

export interface Readiness {
  forwards: ObservedForward[];
  instances: ReadyInstance[];
}

/** What of a live cluster decides whether an upgrade of it can begin. */
export const readinessOf = async (observation: Observation): Promise<Readiness> => ({
  forwards: observation.forwards.map((forward) => ({
    ...forward,
    groups: forward.groups.length,
  })),
  instances: await Promise.all(
    observation.instances.map(async (instance) => ({
      ...instance,
      desired: instance.state.desired,
      sticky: await isSticky(instance.configuration.targetGroupArn),
    })),
  ),
});

/** `lenient`: an instance may be as an upgrade has left it, as long as another one serves. Errors: `ClusterNotReady`. */
export async function refuseUnready(
  { cluster, options: { adopt } }: UpdateRequest,
  observation: Observation,
  { upgrades }: Pick<Stores, 'upgrades'>,
  lenient = false,
): Promise<void> {
  const { forwards, instances } = await readinessOf(observation);
  // What is half done is no cluster that could be taken as it is.
  const broken = complaints(forwards, instances, lenient && !adopt);
  const odd =
    lenient || adopt
      ? []
      : unexpected(forwards, instances, (await upgrades.readLeft(cluster)) ?? {});
  if (broken.length + odd.length === 0) return;
  const message = [
    `Cluster ${cluster} is not ready to be upgraded: ${[...broken, ...odd].join('; ')}.`,
    ...(odd.length > 0
      ? ['If that is meant, have it taken as it is: options.adopt (--adopt).']
      : []),
    ...(lenient && adopt ? ['Without options.adopt the upgrade carries on from there.'] : []),
  ].join(' ');
  throw new TransshipError('ClusterNotReady', message);
}
