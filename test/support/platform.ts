import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  ClusterConfiguration,
  EcsFleetConfiguration,
  InstanceConfiguration,
} from '../../core/cluster';

/** The ECS service behind an instance. */
export function serviceOf({ name, fleet }: InstanceConfiguration): EcsFleetConfiguration {
  if (fleet.kind === 'ecs') return fleet;
  throw new Error(`Instance ${name} is no ECS service`);
}

/** Every task of an instance that has not stopped, those that are being stopped included. */
export async function readTasks(
  client: ECSClient,
  instance: InstanceConfiguration,
): Promise<Task[]> {
  const { cluster, service: serviceName } = serviceOf(instance);
  const list = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
    const command = new ListTasksCommand({ cluster, serviceName, desiredStatus });
    return (await client.send(command)).taskArns ?? [];
  };
  // In this order a task that is being stopped meanwhile is in both lists, and not in neither.
  const running = await list('RUNNING');
  const tasks = [...new Set([...running, ...(await list('STOPPED'))])];
  if (tasks.length === 0) return [];
  const { tasks: described = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
  return described.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}

/** Instance → weight, in the cluster's one listener. */
export async function readWeights(
  client: ElasticLoadBalancingV2Client,
  { forwards, instances }: ClusterConfiguration,
): Promise<Record<string, number>> {
  const ListenerArns = forwards.map(({ arn }) => arn);
  const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns }));
  const groups = Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return Object.fromEntries(
    instances.map(({ name, targetGroupArn }) => [
      name,
      groups.find(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)?.Weight ?? 0,
    ]),
  );
}
