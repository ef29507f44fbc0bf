import { DescribeSubnetsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** A load balancer whose listener and whose one rule forward to the same target groups. */
export interface Balancer {
  listenerArn: string;
  ruleArn: string;
  /** Instance → target group. */
  targetGroups: Record<string, string>;
}

/** In the network that there is. */
export async function createBalancer(
  client: ElasticLoadBalancingV2Client,
  network: EC2Client,
  instances: string[],
): Promise<Balancer> {
  const { Subnets = [] } = await network.send(new DescribeSubnetsCommand({}));
  const { LoadBalancers = [] } = await client.send(
    new CreateLoadBalancerCommand({
      Name: 'shop',
      Subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
    }),
  );
  const targetGroups: Record<string, string> = {};
  for (const instance of instances)
    targetGroups[instance] = await createTargetGroup(client, instance, Subnets[0]?.VpcId ?? '');
  const forward: Action = {
    Type: 'forward',
    Order: 1,
    ForwardConfig: {
      TargetGroups: Object.values(targetGroups).map((TargetGroupArn) => ({
        TargetGroupArn,
        Weight: 100,
      })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
  const { Listeners = [] } = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [forward],
    }),
  );
  const listenerArn = Listeners[0]?.ListenerArn ?? '';
  const { Rules = [] } = await client.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/orders*'] }],
      Actions: [forward],
    }),
  );
  return { listenerArn, ruleArn: Rules[0]?.RuleArn ?? '', targetGroups };
}

async function createTargetGroup(
  client: ElasticLoadBalancingV2Client,
  instance: string,
  VpcId: string,
): Promise<string> {
  const { TargetGroups = [] } = await client.send(
    new CreateTargetGroupCommand({
      Name: `shop-${instance}`,
      Protocol: 'HTTP',
      Port: 8080,
      VpcId,
      TargetType: 'ip',
      HealthCheckPath: '/health',
    }),
  );
  return TargetGroups[0]?.TargetGroupArn ?? '';
}
