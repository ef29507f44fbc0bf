import type { Release } from '../core/cluster';
import { fleetOf } from './fleet';
import type { LockEvent } from './events';
import { type Work, underLock } from './lambda';

/** Records what every instance runs now, as it is seen to run it, and makes it what is found by name. */
export const handler = underLock(
  async ({ cluster, stores, lock }: Work<LockEvent>): Promise<Record<string, Release>> => {
    const running: Record<string, Release> = {};
    for (const instance of cluster.instances) {
      const fleet = fleetOf(instance);
      const release = await fleet.releaseOf((await fleet.describe()).definition);
      await lock.prove();
      await stores.releases.record(
        cluster.name,
        instance.name,
        { running: release, desired: release },
        lock.generation,
      );
      running[instance.name] = release;
      await fleet.settle(lock);
    }
    return running;
  },
);
