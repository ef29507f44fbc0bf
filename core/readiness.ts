import type { Census } from './census';
import { silentTasks } from './first-adoption';
import type { ObservedInstance } from './plan';
import type { Weights } from './weights';

/** A forward action, as far as it decides whether requests can be shifted by it. */
export interface ObservedForward {
  arn: string;
  /** Of the cluster's instances; one that is not in the action is not here either. */
  weights: Weights;
  /** How many target groups it forwards to. */
  groups: number;
  /** It sends clients back to the group that they were sent to before. */
  sticky: boolean;
}

/** An instance, with what its target group says of it. */
export interface ReadyInstance extends ObservedInstance {
  /** Healthy targets. */
  healthy: number;
  /** How many nodes it is to have. */
  desired: number;
  /** Clients are sent back to the target that they were sent to before. */
  sticky: boolean;
}

/**
 * What stands in the way of an upgrade; nothing: it can begin. Where one is `unfinished`, an instance may be as that
 * one left it, as long as another one serves.
 */
export const complaints = (
  forwards: ObservedForward[],
  instances: ReadyInstance[],
  unfinished: boolean,
): string[] => [
  ...instances
    .filter(({ sticky }) => sticky)
    .map(({ name }) => `the target group of ${name} has stickiness on, which beats weights`),
  ...forwards.flatMap((forward) => aboutForward(forward, instances)),
  ...(unfinished ? aboutServing(forwards, instances) : instances.flatMap(aboutInstance)),
];

/**
 * What is not as one would expect, and nobody but the operator can say whether it is meant: weights that are others than
 * the last upgrade `left` in a forward action (one that it did not know is not judged), nodes that are not healthy. Where
 * there is no weight or nobody healthy at all, that is no question.
 */
export const unexpected = (
  forwards: ObservedForward[],
  instances: ReadyInstance[],
  left: Record<string, Weights>,
): string[] => [
  ...forwards.flatMap(({ arn, weights }) => {
    const changed = Object.entries(left[arn] ?? {}).filter(
      ([name, weight]) => weights[name] && weights[name] !== weight,
    );
    return changed.map(
      ([name, weight]) =>
        `instance ${name} has weight ${weights[name]} in ${arn}, and the last upgrade left it ${weight}`,
    );
  }),
  ...instances
    .filter(({ healthy, desired }) => healthy > 0 && healthy < desired)
    .map(
      ({ name, healthy, desired }) =>
        `only ${healthy} of the ${desired} nodes of instance ${name} are healthy`,
    ),
];

function aboutForward(
  { arn, weights, groups, sticky }: ObservedForward,
  instances: ReadyInstance[],
): string[] {
  const missing = instances.filter(({ name }) => weights[name] === undefined);
  return [
    ...missing.map(({ name }) => `${arn} does not forward to the target group of ${name}`),
    ...(groups > instances.length - missing.length
      ? [`${arn} forwards to target groups that are no instance's`]
      : []),
    ...(sticky ? [`${arn} has stickiness on, which beats weights`] : []),
  ];
}

const aboutInstance = ({ name, mode, weights, healthy, rollout }: ReadyInstance): string[] => [
  ...(healthy === 0 ? [`instance ${name} has no healthy target`] : []),
  ...(weights.includes(0) ? [`instance ${name} has weight 0`] : []),
  ...(mode === 'draining' ? [`instance ${name} is drained`] : []),
  ...(mode === 'testing' ? [`instance ${name} is left in a test`] : []),
  ...(rollout === 'in progress' ? [`a rollout of instance ${name} is going on`] : []),
];

function aboutServing(forwards: ObservedForward[], instances: ReadyInstance[]): string[] {
  const able = instances.filter(({ mode, healthy }) => mode === 'serving' && healthy > 0);
  return forwards
    .filter(({ weights }) => !able.some(({ name }) => (weights[name] ?? 0) > 0))
    .map(({ arn }) => `no instance that serves and is healthy has any weight in ${arn}`);
}

/**
 * What speaks for that an instance's nodes have no runtime, or one that cannot write to the public store: it serves, and
 * not one of its running tasks has ever told of itself. Undefined: nothing does. One in the middle of a rollout, or
 * without a healthy target, may have nodes that are about to.
 */
export function soundsEmpty(
  { name, healthy, rollout }: Pick<ReadyInstance, 'name' | 'healthy' | 'rollout'>,
  census: Census,
): string | undefined {
  const running = census.tasks.filter(({ state }) => state === 'running');
  const silent = silentTasks(census).filter(({ state }) => state === 'running');
  if (rollout !== 'completed' || healthy === 0 || running.length === 0) return undefined;
  if (silent.length < running.length) return undefined;
  return `instance ${name} has ${running.length} running tasks, none of which has ever told of itself in the public store`;
}
