import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration, InstanceConfiguration } from '../../../core/cluster';

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
