import { systemClock } from '../core/clock';
import type { ClusterConfiguration } from '../core/cluster';
import { whyNotNow } from '../core/freeze';
import type { Stores } from './stores';

/** Errors: `ClusterFrozen`, `OutsideChangeWindow`. */
export async function refuseAtThisTime(
  cluster: ClusterConfiguration,
  { freezes }: Pick<Stores, 'freezes'>,
): Promise<void> {
  const forbidden = whyNotNow(cluster, await freezes.read(cluster.name), systemClock.now());
  if (forbidden) throw forbidden;
}
