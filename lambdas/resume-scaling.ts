import { fleetOf } from './fleet';
import { underLock } from './lambda';

/** Has scaled by itself again what did so before the upgrade. Without a record nothing was suspended. Returns what is resumed. */
export const handler = underLock(
  async ({ cluster, stores, lock }): Promise<Record<string, string[]>> => {
    const scaling = (await stores.upgrades.read(cluster.name))?.originals.scaling ?? {};
    const failures: unknown[] = [];
    // One after the other, each right after its own proof of the lock; one that fails keeps none of the others.
    for (const instance of cluster.instances) {
      const active = scaling[instance.name] ?? [];
      if (active.length === 0) continue;
      await fleetOf(instance)
        .setScaling(lock, active)
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    return scaling;
  },
);
