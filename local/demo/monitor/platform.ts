import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration, InstanceConfiguration } from '../../../core/cluster';
import type { Definition } from '../evidence';

/** One record for each listener: instance → weight. */
export async function readWeights(
  client: ElasticLoadBalancingV2Client,
  { forwards, instances }: ClusterConfiguration,
): Promise<Record<string, number>[]> {
  const { Listeners = [] } = await client.send(
    new DescribeListenersCommand({ ListenerArns: forwards.map(({ arn }) => arn) }),
  );
  return Listeners.map(({ DefaultActions = [] }) => {
    const groups = DefaultActions[0]?.ForwardConfig?.TargetGroups ?? [];
    const weightOf = ({ targetGroupArn }: InstanceConfiguration) =>
      groups.find((group) => group.TargetGroupArn === targetGroupArn)?.Weight ?? 0;
    return Object.fromEntries(instances.map((instance) => [instance.name, weightOf(instance)]));
  });
}

/** Target state → how many. */
export async function readTargets(
  client: ElasticLoadBalancingV2Client,
  { targetGroupArn }: InstanceConfiguration,
): Promise<Record<string, number>> {
  const { TargetHealthDescriptions = [] } = await client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
  );
  const counts: Record<string, number> = {};
  for (const { TargetHealth } of TargetHealthDescriptions) {
    const state = TargetHealth?.State ?? 'unknown';
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** Instance → how many deployments its service has. */
export async function readDeployments(
  client: ECSClient,
  { instances }: ClusterConfiguration,
): Promise<Record<string, number>> {
  const cluster = instances[0]?.fleet.cluster;
  const { services = [] } = await client.send(
    new DescribeServicesCommand({ cluster, services: instances.map(({ fleet }) => fleet.service) }),
  );
  const count = ({ fleet }: InstanceConfiguration) =>
    services.find(({ serviceName }) => serviceName === fleet.service)?.deployments?.length ?? 0;
  return Object.fromEntries(instances.map((instance) => [instance.name, count(instance)]));
}

/** Every task of the cluster that has not stopped. */
export async function readTasks(
  client: ECSClient,
  { instances }: ClusterConfiguration,
): Promise<Task[]> {
  const cluster = instances[0]?.fleet.cluster;
  const list = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
    const command = new ListTasksCommand({ cluster, desiredStatus });
    return (await client.send(command)).taskArns ?? [];
  };
  // In this order a task that is being stopped meanwhile is in both lists, and not in neither.
  const running = await list('RUNNING');
  const tasks = [...new Set([...running, ...(await list('STOPPED'))])];
  if (tasks.length === 0) return [];
  const { tasks: described = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
  return described.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}

export const isTaskOf = ({ fleet }: InstanceConfiguration, { group }: Task): boolean =>
  group === `service:${fleet.service}`;

export async function readDefinition(client: ECSClient, arn: string): Promise<Definition> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
  const containers = (await client.send(command)).taskDefinition?.containerDefinitions ?? [];
  return {
    images: Object.fromEntries(containers.map(({ name = '', image = '' }) => [name, image])),
    settings: Object.fromEntries(
      containers.map((container) => [
        container.name ?? '',
        JSON.stringify({ ...container, image: undefined }),
      ]),
    ),
  };
}
