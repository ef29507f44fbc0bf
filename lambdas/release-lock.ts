import type { LockEvent } from './events';
import { heldLock } from './held-lock';
import { lambda } from './lambda';
import { tellFree } from './live-state';
import { openStores } from './stores';

/**
 * Frees the lock, if this upgrade still holds it. The record of how the cluster was before goes only with success:
 * after a failure the next upgrade goes by it.
 */
export const handler = lambda(
  async (event: LockEvent & { succeeded: boolean }): Promise<{ released: true }> => {
    const { cluster, execution, generation, succeeded } = event;
    const { configurations, locks, upgrades } = openStores(cluster);
    const lock = await locks.read(cluster);
    // Nobody but this upgrade can have freed its generation: an attempt before this one was not heard.
    if (lock.holder === undefined && lock.generation === generation) return { released: true };
    const configuration = await configurations.read(cluster);
    if (configuration) await tellFree(configuration, heldLock(locks, event));
    if (succeeded) {
      await locks.prove(cluster, execution, generation);
      await upgrades.finish(cluster, generation);
    }
    await locks.release(cluster, execution, generation);
    return { released: true };
  },
);
