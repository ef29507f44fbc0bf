import type { InstanceConfiguration } from '../core/cluster';
import { restoredCount } from '../core/counts';
import { fleetOf } from './fleet';
import type { Locked } from './lambda';
import { readOriginals } from './unfinished-upgrade';

/** Gives an instance the count that it had before the upgrade. Returns whether as many tasks are there. Errors: `LockLost`. */
export async function restoreCount(
  { cluster, stores, lock }: Locked,
  instance: InstanceConfiguration,
): Promise<boolean> {
  const { name } = instance;
  const { counts, scaling } = await readOriginals(stores, cluster.name);
  const fleet = fleetOf(instance);
  const { desired, counted } = await fleet.describe();
  const scales = (scaling[name] ?? []).length > 0;
  const count = restoredCount(desired, counts[name], scales);
  if (count !== undefined) await fleet.setCount(lock, count);
  return counted >= (count ?? desired);
}
