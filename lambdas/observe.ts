import type { ClusterConfiguration, InstanceConfiguration } from '../core/cluster';
import type { ObservedInstance } from '../core/plan';
import { type Forward, readForwards } from './aws/forwards';
import { type Service, describeService } from './aws/services';
import { countHealthy } from './aws/target-groups';
import { releaseOf } from './aws/task-definitions';
import type { Stores } from './stores';

/** The live cluster, as far as an upgrade decides by it. */
export interface Observation {
  forwards: Forward[];
  instances: LiveInstance[];
}

export interface LiveInstance extends ObservedInstance {
  configuration: InstanceConfiguration;
  service: Service;
  /** Healthy targets. */
  healthy: number;
}

export async function observe(cluster: ClusterConfiguration, stores: Stores): Promise<Observation> {
  const forwards = await readForwards(cluster);
  const instances = await Promise.all(
    cluster.instances.map(async (configuration): Promise<LiveInstance> => {
      const { name, targetGroupArn } = configuration;
      const [service, healthy, { mode }] = await Promise.all([
        describeService(configuration),
        countHealthy(targetGroupArn),
        stores.modes.read(cluster.name, name),
      ]);
      return {
        name,
        configuration,
        service,
        healthy,
        mode,
        weights: forwards.map(({ weights }) => weights[name] ?? 0),
        release: await releaseOf(service.taskDefinition),
        rollout: service.rollout,
      };
    }),
  );
  return { forwards, instances };
}
