import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration, InstanceConfiguration, Release } from '../../core/cluster';
import { createConfigurationStore } from '../../store/configuration';
import { createUpgradeStore } from '../../store/upgrade';
import { readTasks, serviceOf } from './platform';
import type { Cluster } from './real-cluster';
import { until } from './until';

/** How a cluster stands, as anybody sees it who asks the platform and the public store. */
export interface Standing {
  /** Instance → weight. */
  weights: Record<string, number>;
  /** Instance → what is desired of it. */
  counts: Record<string, number | undefined>;
  /** Instance → what each of its tasks runs. */
  releases: Record<string, Release[]>;
  /** Instance → mode. */
  modes: Record<string, string>;
  /** Of the lock. */
  holder: string | undefined;
  /** There is a record of an upgrade that has not succeeded. */
  unfinished: boolean;
}

export async function standingOf(cluster: Cluster): Promise<Standing> {
  const { cloud, shop, table } = cluster;
  const { name, instances } = shop.configuration;
  const { containers } = cloud.clients;
  const byName = async <T>(look: (instance: InstanceConfiguration) => Promise<T>) =>
    Object.fromEntries(
      await Promise.all(instances.map(async (it) => [it.name, await look(it)] as const)),
    );
  return {
    weights: await cluster.weights(),
    counts: await byName(async (instance) => {
      const { cluster: of, service } = serviceOf(instance);
      const { services } = await containers.send(
        new DescribeServicesCommand({ cluster: of, services: [service] }),
      );
      return services?.[0]?.desiredCount;
    }),
    releases: await byName(async (instance) =>
      (await readTasks(containers, instance)).map(({ containers: all = [] }) =>
        Object.fromEntries(all.map(({ name: component = '', image = '' }) => [component, image])),
      ),
    ),
    modes: await byName(async (instance) => (await cluster.mode(instance.name)).mode),
    holder: (await cluster.lock()).holder,
    unfinished: (await createUpgradeStore(table).read(name)) !== undefined,
  };
}

/** Two instances of one node each, all of this release, with nothing left to do. */
export const settledAt = (release: Release): Standing => ({
  weights: { first: 100, second: 100 },
  counts: { first: 1, second: 1 },
  releases: { first: [release], second: [release] },
  modes: { first: 'serving', second: 'serving' },
  holder: undefined,
  unfinished: false,
});

/** Resolves once an instance has so many targets that are healthy. */
export const untilHealthy = (
  { cloud, shop }: Cluster,
  instance: string,
  count: number,
): Promise<void> =>
  until(async () => {
    const TargetGroupArn = shop.configuration.instances.find(
      ({ name }) => name === instance,
    )?.targetGroupArn;
    const { TargetHealthDescriptions = [] } = await cloud.clients.loadBalancing.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return (
      TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy')
        .length === count
    );
  });

/** Sets the weights as an operator would. */
export async function setWeights(
  { cloud, shop }: Cluster,
  weights: Record<string, number>,
): Promise<void> {
  const { forwards, instances } = shop.configuration;
  const TargetGroups = instances
    .filter(({ name }) => weights[name] !== undefined)
    .map(({ name, targetGroupArn }) => ({ TargetGroupArn: targetGroupArn, Weight: weights[name] }));
  await cloud.clients.loadBalancing.send(
    new ModifyListenerCommand({
      ListenerArn: forwards[0]?.arn,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
}

/** Has upgrades go by another configuration than the cluster was deployed with. */
export const telling = (
  { shop, table }: Cluster,
  changes: Partial<ClusterConfiguration>,
): Promise<void> => createConfigurationStore(table).write({ ...shop.configuration, ...changes });
