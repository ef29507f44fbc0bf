import { allHaveAnswered } from '../core/census';
import type { ClusterConfiguration } from '../core/cluster';
import type { Forward } from './aws/forwards';
import { countHealthy } from './aws/target-groups';
import { takeCensus } from './census';
import type { Stores } from './stores';

/**
 * The instances that can carry requests: they are to serve, have a healthy target, and either get requests already or
 * every node of theirs has answered that it serves.
 */
export async function findCarriers(
  cluster: ClusterConfiguration,
  stores: Stores,
  forwards: Forward[],
): Promise<ReadonlySet<string>> {
  const able = await Promise.all(
    cluster.instances.map(async (instance) => {
      const { mode, generation } = await stores.modes.read(cluster.name, instance.name);
      if (mode !== 'serving' || (await countHealthy(instance.targetGroupArn)) === 0) return false;
      if (forwards.every(({ weights }) => (weights[instance.name] ?? 0) > 0)) return true;
      return allHaveAnswered(await takeCensus(cluster, instance, stores), generation, ['serving']);
    }),
  );
  return new Set(cluster.instances.filter((_, index) => able[index]).map(({ name }) => name));
}
