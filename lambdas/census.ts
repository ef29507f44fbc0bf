import type { Census } from '../core/census';
import type { ClusterConfiguration, InstanceConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { fleetOf } from './fleet';
import type { Stores } from './stores';

/** Who is there in an instance. The records are read last: they are evidence of what the list names. */
export async function takeCensus(
  cluster: ClusterConfiguration,
  instance: InstanceConfiguration,
  stores: Stores,
): Promise<Census> {
  const fleet = fleetOf(instance);
  const { counted, rollout } = await fleet.describe();
  const tasks = await fleet.list();
  const records = await stores.nodes.list(cluster.name, instance.name);
  return { counted, rollout, tasks, records };
}

/** The instance of this name. Errors: `ClusterNotReady` if the cluster was deployed without it meanwhile. */
export function instanceOf(cluster: ClusterConfiguration, name: string): InstanceConfiguration {
  const instance = cluster.instances.find((each) => each.name === name);
  if (instance) return instance;
  const message = `Cluster ${cluster.name} has no instance ${name} any more. Run the update again.`;
  throw new TransshipError('ClusterNotReady', message);
}
