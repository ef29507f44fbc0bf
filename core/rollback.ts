import type { Release } from './cluster';
import { type ObservedInstance, type PlannedInstance, takesPart } from './plan';

/** An instance as a roll back finds it. */
export interface ChangedInstance extends ObservedInstance {
  /** What it ran before the upgrade. */
  former: { definition: string; release: Release };
  /** What it is deployed with runs as its former definition did. */
  isBack: boolean;
}

/**
 * What a roll back does, instance by instance: first those that take no part in serving, so that as many as possible
 * serve when the next one is vacated, then the others in the reverse of their order. One that serves as it did before
 * is left alone.
 */
export function planRollBack(instances: ChangedInstance[]): PlannedInstance[] {
  const reverse = [...instances].reverse();
  return [
    ...reverse.filter((instance) => !takesPart(instance)),
    ...reverse.filter((instance) => takesPart(instance) && mustChange(instance)),
  ].map((instance) => ({
    name: instance.name,
    update: mustChange(instance),
    from: instance.release,
    to: instance.former.release,
    former: instance.former.definition,
    why: reason(instance),
  }));
}

const mustChange = ({ isBack, rollout }: ChangedInstance): boolean =>
  !isBack || rollout === 'failed';

function reason({ isBack, rollout }: ChangedInstance): string {
  if (!isBack) return 'it goes back to its former release';
  if (rollout === 'failed') return 'it has its former release, but the rollout of it failed';
  if (rollout === 'in progress') return 'its rollout back to its former release has begun before';
  return 'it runs its former release, but does not take its part of the requests';
}
