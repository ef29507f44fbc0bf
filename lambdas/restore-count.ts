import type { InstanceConfiguration } from '../core/cluster';
import { restoredCount } from '../core/counts';
import { fleetOf } from './fleet';
import type { Locked } from './lambda';
import { readUnfinished } from './unfinished-upgrade';

/** Gives an instance the count that it had before the upgrade. Returns whether as many tasks are there. Errors: `LockLost`. */
export async function restoreCount(
  { cluster, stores, lock }: Locked,
  instance: InstanceConfiguration,
): Promise<boolean> {
  const { name } = instance;
  const { originals, growth = {} } = await readUnfinished(stores, cluster.name);
  const fleet = fleetOf(instance);
  const { desired, counted } = await fleet.describe();
  const count = restoredCount(desired, {
    original: originals.counts[name],
    growth: growth[name],
    scales: (originals.scaling[name] ?? []).length > 0,
  });
  if (count !== undefined) await fleet.setCount(lock, count);
  if (growth[name]) await stores.upgrades.lower(cluster.name, lock.generation, name);
  return counted >= (count ?? desired);
}
