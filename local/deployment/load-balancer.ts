import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TransshipError } from '../../core/errors';
import { TEST_HEADER } from '../../core/hook';

export interface LoadBalancerOptions {
  name: string;
  instances: string[];
  /** 0: any free one. */
  port: number;
  deregistrationDelaySeconds: number;
  idleTimeoutSeconds: number;
}

export interface DeployedLoadBalancer {
  url: string;
  loadBalancerArn: string;
  listenerArn: string;
  /** Instance → target group. */
  targetGroups: Record<string, string>;
}

/** The weight of every instance at the beginning. */
export const WEIGHT = 100;

/** One listener whose one forward action shares requests out equally among the instances. Errors: `PortInUse`. */
export async function deployLoadBalancer(
  client: ElasticLoadBalancingV2Client,
  options: LoadBalancerOptions,
): Promise<DeployedLoadBalancer> {
  const targetGroups: Record<string, string> = {};
  for (const instance of options.instances)
    targetGroups[instance] = await createTargetGroup(client, instance, options);

  const { LoadBalancers = [] } = await client.send(
    new CreateLoadBalancerCommand({ Name: options.name, Type: 'application' }),
  );
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? '';
  await client.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn,
      Attributes: [
        { Key: 'idle_timeout.timeout_seconds', Value: String(options.idleTimeoutSeconds) },
      ],
    }),
  );
  const listenerArn = await createListener(client, LoadBalancerArn, targetGroups, options.port);
  const { Listeners = [] } = await client.send(
    new DescribeListenersCommand({ ListenerArns: [listenerArn] }),
  );
  const url = `http://127.0.0.1:${Listeners[0]?.Port}`;
  return { url, loadBalancerArn: LoadBalancerArn, listenerArn, targetGroups };
}

async function createTargetGroup(
  client: ElasticLoadBalancingV2Client,
  instance: string,
  { name, deregistrationDelaySeconds }: LoadBalancerOptions,
): Promise<string> {
  const { TargetGroups = [] } = await client.send(
    new CreateTargetGroupCommand({
      Name: `${name}-${instance}`,
      Protocol: 'HTTP',
      Port: 8080,
      TargetType: 'ip',
      HealthCheckPath: '/health',
      HealthyThresholdCount: 2,
      // A node that is only slow, because this machine is busy, must not be taken for a sick one.
      UnhealthyThresholdCount: 10,
    }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
  const delay = String(deregistrationDelaySeconds);
  await client.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn,
      Attributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: delay },
        { Key: 'stickiness.enabled', Value: 'false' },
      ],
    }),
  );
  return TargetGroupArn;
}

async function createListener(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
  targetGroups: Record<string, string>,
  port: number,
): Promise<string> {
  const command = new CreateListenerCommand({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: port,
    DefaultActions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: Object.values(targetGroups).map((TargetGroupArn) => ({
            TargetGroupArn,
            Weight: WEIGHT,
          })),
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ],
  });
  try {
    return (await client.send(command)).Listeners?.[0]?.ListenerArn ?? '';
  } catch (error) {
    if ((error as Error).name !== 'PortInUse') throw error;
    const message = `Port ${port} of 127.0.0.1 is taken. Choose another one with --port, or leave it out for any free one.`;
    throw new TransshipError('PortInUse', message, { cause: error });
  }
}

/** The rule that an upgrade leads to an instance while it is tested; as it is deployed it leads nowhere. */
export async function deployTestRule(
  client: ElasticLoadBalancingV2Client,
  { listenerArn }: DeployedLoadBalancer,
): Promise<string> {
  const { Rules = [] } = await client.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [
        { Field: 'path-pattern', Values: ['/*'] },
        {
          Field: 'http-header',
          HttpHeaderConfig: { HttpHeaderName: TEST_HEADER, Values: ['no test'] },
        },
      ],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return Rules[0]?.RuleArn ?? '';
}
