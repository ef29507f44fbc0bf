import type { UpgradeEvent } from './events';
import { lambda } from './lambda';
import { openStores } from './stores';

/**
 * Frees the lock, if this upgrade still holds it. The record of how the cluster was before goes only with success:
 * after a failure the next upgrade goes by it.
 */
export const handler = lambda(
  async (event: UpgradeEvent & { succeeded: boolean }): Promise<{ released: true }> => {
    const { cluster, execution, generation, succeeded } = event;
    const { locks, upgrades } = openStores(cluster);
    if (succeeded) {
      await locks.prove(cluster, execution, generation);
      await upgrades.finish(cluster, generation);
    }
    await locks.release(cluster, execution, generation);
    return { released: true };
  },
);
