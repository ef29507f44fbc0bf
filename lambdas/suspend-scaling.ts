import { fleetOf } from './fleet';
import { underLock } from './lambda';
import { readOriginals } from './unfinished-upgrade';

/**
 * Has nothing but the upgrade take tasks away from now on: a vacated instance looks idle to whoever scales it. Returns
 * what is suspended, by instance. What was not recorded is left alone, because nobody would resume it.
 */
export const handler = underLock(
  async ({ cluster, stores, lock }): Promise<Record<string, string[]>> => {
    const { scaling } = await readOriginals(stores, cluster.name);
    for (const instance of cluster.instances)
      if (scaling[instance.name]?.length) await fleetOf(instance).setScaling(lock, []);
    return scaling;
  },
);
