import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { serviceOf } from './platform';
import type { Cluster } from './real-cluster';

/** What deployments are told of the cluster: the values of its parameters, by their names under its path. */
export async function toldOf({ cloud, shop }: Cluster): Promise<Record<string, string>> {
  const { liveState = '', instances } = shop.configuration;
  const names = ['lock', ...instances.map(({ name }) => `weight/${name}`)];
  const { Parameters = [] } = await cloud.clients.parameters.send(
    new GetParametersCommand({ Names: names.map((name) => `${liveState}/${name}`) }),
  );
  return Object.fromEntries(
    Parameters.map(({ Name = '', Value = '' }) => [Name.slice(liveState.length + 1), Value]),
  );
}

/** Instance → what of its scaling is suspended. */
export async function suspendedOf({ cloud, shop }: Cluster): Promise<Record<string, string[]>> {
  const { ScalableTargets = [] } = await cloud.clients.serviceScaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }),
  );
  return Object.fromEntries(
    shop.configuration.instances.map((instance) => {
      const { cluster, service } = serviceOf(instance);
      const target = ScalableTargets.find(
        ({ ResourceId }) => ResourceId === `service/${cluster}/${service}`,
      );
      const suspended = Object.entries(target?.SuspendedState ?? {}).filter(([, is]) => is);
      return [instance.name, suspended.map(([kind]) => kind).sort()];
    }),
  );
}
