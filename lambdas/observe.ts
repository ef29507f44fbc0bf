import type { ClusterConfiguration, InstanceConfiguration } from '../core/cluster';
import type { ObservedInstance } from '../core/plan';
import { type Forward, readForwards } from './aws/forwards';
import { countHealthy } from './aws/target-groups';
import { type Fleet, type FleetState, fleetOf } from './fleet';
import type { Stores } from './stores';

/** The live cluster, as far as an upgrade decides by it. */
export interface Observation {
  forwards: Forward[];
  instances: LiveInstance[];
}

export interface LiveInstance extends ObservedInstance {
  configuration: InstanceConfiguration;
  fleet: Fleet;
  state: FleetState;
  /** Healthy targets. */
  healthy: number;
}

export async function observe(cluster: ClusterConfiguration, stores: Stores): Promise<Observation> {
  const forwards = await readForwards(cluster);
  const instances = await Promise.all(
    cluster.instances.map((configuration) =>
      observeInstance(cluster, configuration, forwards, stores),
    ),
  );
  return { forwards, instances };
}

async function observeInstance(
  cluster: ClusterConfiguration,
  configuration: InstanceConfiguration,
  forwards: Forward[],
  stores: Stores,
): Promise<LiveInstance> {
  const { name, targetGroupArn } = configuration;
  const fleet = fleetOf(configuration);
  const [state, healthy, { mode }] = await Promise.all([
    fleet.describe(),
    countHealthy(targetGroupArn),
    stores.modes.read(cluster.name, name),
  ]);
  return {
    name,
    configuration,
    fleet,
    state,
    healthy,
    mode,
    weights: forwards.map(({ weights }) => weights[name] ?? 0),
    release: await fleet.releaseOf(state.definition),
    upcoming: await fleet.upcoming(state.definition),
    rollout: state.rollout,
  };
}
