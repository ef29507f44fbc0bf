import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import type { Lock } from '../store/lock';
import { isRunning } from './aws/executions';
import type { UpgradeEvent } from './events';
import { heldLock } from './held-lock';
import { knownCluster, lambda } from './lambda';
import { tellHeld } from './live-state';
import { openStores } from './stores';
import { settlingSeconds } from './takeover';

interface Acquired {
  generation: number;
  takenOver: boolean;
  /** To be waited before the live state is read: a Lambda of the lock's former holder may still be changing it. */
  waitSeconds: number;
}

/** Takes the lock: free, left behind by an upgrade that is seen not to be running, or held by a clean-up. */
export const handler = lambda(
  async (event: Omit<UpgradeEvent, 'generation'>): Promise<Acquired> => {
    const { cluster: name, execution, update } = event;
    const stores = openStores(name);
    const cluster = await knownCluster(stores, name);
    const claim = { holder: execution, since: new Date(systemClock.now()).toISOString(), update };

    let lock = await stores.locks.read(name);
    while (lock.holder !== execution) {
      await refuseIfHeld(name, lock);
      lock = await stores.locks.take(name, lock, claim);
    }
    const { generation, takenOver = false } = lock;
    try {
      await tellHeld(cluster, heldLock(stores.locks, { ...event, generation }), execution);
    } catch (error) {
      // So that it is not left behind. One that was taken over is: by it the next attempt knows that it must wait.
      if (!takenOver) await stores.locks.release(name, execution, generation);
      throw error;
    }
    const waitSeconds = takenOver ? settlingSeconds(cluster) : 0;
    return { generation, takenOver, waitSeconds };
  },
);

async function refuseIfHeld(cluster: string, { holder, since, yields }: Lock): Promise<void> {
  if (holder === undefined || yields || !(await isRunning(holder))) return;
  const message = `Cluster ${cluster} is being upgraded by ${holder}, since ${since}. Wait until it has ended, or stop it.`;
  throw new TransshipError('UpgradeInProgress', message);
}
