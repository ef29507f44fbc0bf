import { fleetOf } from './fleet';
import { underLock } from './lambda';

/** Has scaled by itself again what did so before the upgrade. Without a record nothing was suspended. Returns what is resumed. */
export const handler = underLock(
  async ({ cluster, stores, lock }): Promise<Record<string, string[]>> => {
    const scaling = (await stores.upgrades.read(cluster.name))?.originals.scaling ?? {};
    const outcomes = await Promise.allSettled(
      cluster.instances.map(async (instance) => {
        const active = scaling[instance.name] ?? [];
        if (active.length > 0) await fleetOf(instance).setScaling(lock, active);
      }),
    );
    // Only now, so that one that fails keeps none of the others.
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return scaling;
  },
);
