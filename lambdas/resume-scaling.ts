import { fleetOf } from './fleet';
import { underLock } from './lambda';

/** Has scaled by itself again what did so before the upgrade. Without a record nothing was suspended. Returns what is resumed. */
export const handler = underLock(
  async ({ cluster, stores, lock }): Promise<Record<string, string[]>> => {
    const scaling = (await stores.upgrades.read(cluster.name))?.originals.scaling ?? {};
    for (const instance of cluster.instances) {
      const active = scaling[instance.name] ?? [];
      if (active.length > 0) await fleetOf(instance).setScaling(lock, active);
    }
    return scaling;
  },
);
