import type { ClusterConfiguration } from '../core/cluster';
import type { Forward } from './aws/forwards';
import { isSticky } from './aws/target-groups';
import type { LiveInstance, Observation } from './observe';

/**
 * What stands in the way of an upgrade. Where one is `unfinished`, an instance may be as that one left it, as long as
 * another one serves.
 */
export async function complaints(
  cluster: ClusterConfiguration,
  { forwards, instances }: Observation,
  unfinished: boolean,
): Promise<string[]> {
  const sticky = await Promise.all(
    instances.map(async ({ name, configuration }) =>
      (await isSticky(configuration.targetGroupArn))
        ? [`the target group of instance ${name} has stickiness on, which beats weights`]
        : [],
    ),
  );
  return [
    ...sticky.flat(),
    ...forwards.flatMap((forward) => aboutForward(cluster, forward)),
    ...(unfinished ? aboutServing(forwards, instances) : instances.flatMap(aboutInstance)),
  ];
}

function aboutForward({ instances }: ClusterConfiguration, forward: Forward): string[] {
  const { arn, groups, sticky, weights } = forward;
  const missing = instances.filter(({ name }) => weights[name] === undefined);
  return [
    ...missing.map(({ name }) => `${arn} does not forward to the target group of ${name}`),
    ...(groups.length + missing.length > instances.length
      ? [`${arn} forwards to target groups that are no instance's`]
      : []),
    ...(sticky ? [`${arn} has stickiness on, which beats weights`] : []),
  ];
}

function aboutInstance({ name, mode, weights, healthy, rollout }: LiveInstance): string[] {
  return [
    ...(healthy === 0 ? [`instance ${name} has no healthy target`] : []),
    ...(weights.includes(0) ? [`instance ${name} has weight 0`] : []),
    ...(mode === 'serving' ? [] : [`instance ${name} is drained`]),
    ...(rollout === 'in progress' ? [`a rollout of instance ${name} is going on`] : []),
  ];
}

function aboutServing(forwards: Forward[], instances: LiveInstance[]): string[] {
  const able = instances.filter(({ mode, healthy }) => mode === 'serving' && healthy > 0);
  return forwards
    .filter(({ weights }) => !able.some(({ name }) => (weights[name] ?? 0) > 0))
    .map(({ arn }) => `no instance that serves and is healthy has any weight in ${arn}`);
}
