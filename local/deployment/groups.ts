import {
  type AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { encodeUserData } from '../machines';
import type { FleetsOptions } from './fleets';
import { until } from './until';

export interface GroupsClients {
  autoScaling: AutoScalingClient;
  machines: EC2Client;
  loadBalancing: ElasticLoadBalancingV2Client;
}

const ORDERS_PORT = 8080;
const CATALOG_PORT = 8081;

export const groupOf = (cluster: string, instance: string): string => `${cluster}-${instance}`;

/** One Auto Scaling group for each instance, with a launch template of its own; resolves when all machines are up. */
export async function deployGroups(clients: GroupsClients, options: FleetsOptions): Promise<void> {
  const { cluster, targetGroups, nodes, signal } = options;
  for (const [instance, targetGroupArn] of Object.entries(targetGroups)) {
    const name = groupOf(cluster, instance);
    await clients.machines.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: {
          ImageId: options.release.ami,
          InstanceType: 't4g.small',
          UserData: userData(instance, options),
          MetadataOptions: { HttpTokens: 'required' },
        },
      }),
    );
    await clients.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        // By its number, as CloudFormation must.
        LaunchTemplate: { LaunchTemplateName: name, Version: '1' },
        MinSize: 0,
        MaxSize: 2 * nodes,
        DesiredCapacity: nodes,
        TargetGroupARNs: [targetGroupArn],
        HealthCheckType: 'ELB',
        // A machine that is still starting is not a sick one, also on a busy machine.
        HealthCheckGracePeriod: 30,
      }),
    );
  }
  for (const [instance, targetGroupArn] of Object.entries(targetGroups))
    await until(() => isUp(clients, groupOf(cluster, instance), targetGroupArn, nodes), {
      what: `The first machines of ${instance}`,
      signal,
    });
}

/** The group has its machines, and the load balancer finds them healthy. */
async function isUp(
  { autoScaling, loadBalancing }: GroupsClients,
  group: string,
  TargetGroupArn: string,
  nodes: number,
): Promise<boolean> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  const { TargetHealthDescriptions = [] } = await loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  const inService = AutoScalingGroups[0]?.Instances?.filter(
    ({ LifecycleState }) => LifecycleState === 'InService',
  );
  const healthy = TargetHealthDescriptions.filter(
    ({ TargetHealth }) => TargetHealth?.State === 'healthy',
  );
  return inService?.length === nodes && healthy.length === nodes;
}

/** `catalog` first, so that `orders` ends before it, and what it is in the middle of still finds its prices. */
const userData = (instance: string, { environment, stopTimeoutSeconds }: FleetsOptions): string =>
  encodeUserData({
    units: [
      { name: 'catalog', stopTimeoutSeconds, environment: { PORT: String(CATALOG_PORT) } },
      {
        name: 'orders',
        stopTimeoutSeconds,
        environment: {
          PORT: String(ORDERS_PORT),
          CATALOG_URL: `http://localhost:${CATALOG_PORT}`,
          TRANSSHIP_INSTANCE: instance,
          TRANSSHIP_SLOT: 'ec2',
          ...environment,
        },
      },
    ],
  });
