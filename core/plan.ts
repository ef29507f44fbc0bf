import type { Release } from './cluster';
import type { Mode } from './node';

/** An instance as an upgrade finds it. */
export interface ObservedInstance {
  name: string;
  mode: Mode['mode'];
  /** Its weight in each forward action. */
  weights: number[];
  /** The release that its service is deployed with. */
  release: Release;
  /** What would be deployed next, by its blueprint, if nothing were updated. */
  upcoming: Upcoming;
  /** `failed`: the platform has given the deployment up. */
  rollout: 'completed' | 'in progress' | 'failed';
}

/** What a blueprint makes of what is deployed, before anything is updated. */
export interface Upcoming {
  /** It names the blueprint's components, with the artifacts that run, or the blueprint's own where none does. */
  release: Release;
  /** The blueprint asks for something else than there is, artifacts aside. Never so without a blueprint. */
  changed: boolean;
}

/**
 * Where an upgrade goes: to its update; back to its originals; or, as a roll back of an upgrade that had succeeded, to
 * what the instances ran before that one.
 */
export type Towards = 'update' | 'originals' | 'former';

/** What an upgrade does with one instance. */
export interface PlannedInstance {
  name: string;
  /** It must be vacated and updated; otherwise it is only given its requests back. */
  update: boolean;
  from: Release;
  to: Release;
  /** The definition that it had before and goes back to; undefined: it goes forward. */
  former?: string;
  /** What it was deployed with when this was planned. */
  found?: string;
  /** The instances that run the release already when it is taken; undefined: it goes back. */
  after?: string[];
  why: string;
}

/**
 * The instances in the order in which they are taken: those that take no part in serving first, so that as many as
 * possible serve when the next one is vacated.
 */
export const planUpgrade = (update: Release, instances: ObservedInstance[]): PlannedInstance[] => [
  ...instances.filter((instance) => !takesPart(instance)).map(planInstance(update)),
  ...instances.filter(takesPart).map(planInstance(update)),
];

/** The release runs each component that the update names as the update wants it. */
export const isInstalled = (update: Release, release: Release): boolean =>
  Object.entries(update).every(([component, artifact]) => release[component] === artifact);

/** Nothing would be changed by deploying the update once more. */
export const isUpToDate = (
  update: Release,
  { release, upcoming }: Pick<ObservedInstance, 'release' | 'upcoming'>,
): boolean => !upcoming.changed && isInstalled(update, release);

/** It serves, and every forward action gives it requests. */
export const takesPart = ({ mode, weights }: ObservedInstance): boolean =>
  mode === 'serving' && weights.every((weight) => weight > 0);

const planInstance =
  (update: Release) =>
  (instance: ObservedInstance): PlannedInstance => ({
    name: instance.name,
    update: !isUpToDate(update, instance) || instance.rollout === 'failed',
    from: instance.release,
    to: { ...instance.upcoming.release, ...update },
    why: reason(update, instance),
  });

function reason(update: Release, instance: ObservedInstance): string {
  const old = Object.keys(update).filter((it) => instance.release[it] !== update[it]);
  if (old.length > 0) return `it runs another release of ${old.join(', ')}`;
  if (instance.upcoming.changed) return 'its blueprint has changed';
  if (instance.rollout === 'failed')
    return 'it was given the release before, but its rollout failed';
  if (instance.rollout === 'in progress') return 'its rollout to the release has begun before';
  return takesPart(instance)
    ? 'it runs the release already'
    : 'it runs the release already, but does not take its part of the requests';
}
