import { type Weights, equal } from '../core/weights';
import type { UpgradeEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { assign, readShares } from './shares';
import { readOriginals } from './unfinished-upgrade';

interface Rebalanced {
  weights: Weights[];
  counts: Record<string, number>;
}

/** Gives every instance exactly the weights and the count that it had before the upgrade. */
export const handler = underLock(async (work: Work<UpgradeEvent>): Promise<Rebalanced> => {
  const { cluster, stores, lock } = work;
  const { counts } = await readOriginals(stores, cluster.name);
  const weights = await assign(work, await readShares(work), ({ live, originals }) =>
    equal(live, originals) ? undefined : originals,
  );
  for (const instance of cluster.instances) {
    const fleet = fleetOf(instance);
    const { desired } = await fleet.describe();
    const original = counts[instance.name] ?? desired;
    if (desired !== original) await fleet.setCount(lock, original);
  }
  return { weights, counts };
});
