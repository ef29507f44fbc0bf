import { type Weights, equal } from '../core/weights';
import { describeService, setCount } from './aws/services';
import type { UpgradeEvent } from './events';
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
    const { desired } = await describeService(instance);
    const original = counts[instance.name] ?? desired;
    if (desired !== original) await setCount(lock, instance, original);
  }
  return { weights, counts };
});
