import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { readTasks, serviceOf } from './platform';
import type { Cluster } from './real-cluster';
import { suspendedOf, toldOf } from './told';

/**
 * Everything that an upgrade may change, as it stands by the APIs: the listener's actions, services, task definitions,
 * tasks; what deployments are told, and what of its scaling is suspended; and, item by item, the lock, the modes, the releases and the record of an unfinished upgrade.
 */
export async function stateOf(cluster: Cluster) {
  const { cloud, shop, table } = cluster;
  const { containers, loadBalancing, store } = cloud.clients;
  const { forwards, instances } = shop.configuration;
  const listeners = await loadBalancing.send(
    new DescribeListenersCommand({ ListenerArns: forwards.map(({ arn }) => arn) }),
  );
  const services = instances.map(serviceOf);
  const { services: described = [] } = await containers.send(
    new DescribeServicesCommand({
      cluster: services[0]?.cluster,
      services: services.map(({ service }) => service),
    }),
  );
  const definitions = await containers.send(new ListTaskDefinitionsCommand({}));
  const tasks = await Promise.all(instances.map((instance) => readTasks(containers, instance)));
  const { Items = [] } = await store.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  return {
    actions: listeners.Listeners?.map(({ DefaultActions }) => DefaultActions),
    services: described.map((service) => ({
      name: service.serviceName,
      taskDefinition: service.taskDefinition,
      desired: service.desiredCount,
      deployments: service.deployments?.map(({ id, rolloutState }) => ({ id, rolloutState })),
    })),
    definitions: definitions.taskDefinitionArns,
    told: await toldOf(cluster),
    suspended: await suspendedOf(cluster),
    tasks: tasks.flat().map(({ taskArn, desiredStatus }) => ({ taskArn, desiredStatus })),
    items: Items.map((item) => unmarshall(item) as { pk: string; sk: string })
      .filter(({ pk }) => /^(cluster|mode)#/.test(pk))
      .sort((one, other) => `${one.pk} ${one.sk}`.localeCompare(`${other.pk} ${other.sk}`)),
  };
}
