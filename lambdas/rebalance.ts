import { type Weights, equal } from '../core/weights';
import type { LockEvent } from './events';
import { type Work, underLock } from './lambda';
import { restoreCount } from './restore-count';
import { assign, readShares } from './shares';
import { readOriginals } from './unfinished-upgrade';

interface Rebalanced {
  weights: Weights[];
  counts: Record<string, number>;
}

/** Gives every instance the count and exactly the weights that it had before the upgrade. */
export const handler = underLock(async (work: Work<LockEvent>): Promise<Rebalanced> => {
  const { cluster, stores } = work;
  const { counts } = await readOriginals(stores, cluster.name);
  for (const instance of cluster.instances) await restoreCount(work, instance);
  const weights = await assign(work, await readShares(work), ({ live, originals }) =>
    equal(live, originals) ? undefined : originals,
  );
  return { weights, counts };
});
