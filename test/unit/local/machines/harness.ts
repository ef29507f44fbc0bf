import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AutoScalingGroup,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { encodeUserData, type Machines, startMachines } from '../../../../local/machines';
import { until } from '../containers/harness';
import { ProbingTargets } from '../containers/probing-targets';

export { fixture, isAlive, until } from '../containers/harness';

export const GROUP = 'shop-first';
const TARGET_GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/first/1';
const PORT = 8080;

/** The machines' own load balancer: every target group is on port 8080. */
class MachineTargets extends ProbingTargets {
  port(): number {
    return PORT;
  }
}

/** EC2 and its Auto Scaling groups with a simple load balancer, and what tests ask of them. */
export class Harness {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  /** For SDK clients that read the environment. */
  readonly environment: Record<string, string>;

  private constructor(
    readonly machines: Machines,
    readonly targets: MachineTargets,
    private readonly workDirectory: string,
  ) {
    const client = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    this.autoScaling = new AutoScalingClient({ ...client, endpoint: machines.endpoint });
    this.ec2 = new EC2Client({ ...client, endpoint: machines.ec2Endpoint });
    this.environment = {
      AWS_ENDPOINT_URL_AUTO_SCALING: machines.endpoint,
      AWS_ENDPOINT_URL_EC2: machines.ec2Endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
  }

  static async start(): Promise<Harness> {
    const workDirectory = await mkdtemp(join(tmpdir(), 'machines-'));
    const targets = new MachineTargets();
    const environment = { SHARED: 'by all' };
    return new Harness(
      await startMachines({ targets, environment, workDirectory, replaceUnhealthyAfterMs: 500 }),
      targets,
      workDirectory,
    );
  }

  async close(): Promise<void> {
    await this.machines.close();
    this.targets.close();
    this.autoScaling.destroy();
    this.ec2.destroy();
    await rm(this.workDirectory, { recursive: true });
  }

  /** A group whose machines have one unit, `app`, that serves on port 8080. Returns its launch template's id. */
  async createGroup(
    ami: string,
    { environment = {}, ...group }: GroupOptions = {},
  ): Promise<string> {
    const { LaunchTemplate } = await this.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: GROUP,
        LaunchTemplateData: {
          ImageId: ami,
          UserData: userData(environment),
          MetadataOptions: { HttpTokens: 'required' },
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'shop' }] }],
        },
      }),
    );
    await this.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        LaunchTemplate: { LaunchTemplateName: GROUP, Version: '$Default' },
        MinSize: 0,
        MaxSize: 4,
        DesiredCapacity: 2,
        TargetGroupARNs: [TARGET_GROUP],
        HealthCheckType: 'ELB',
        HealthCheckGracePeriod: 0,
        ...group,
      }),
    );
    return LaunchTemplate?.LaunchTemplateId ?? '';
  }

  async group(): Promise<AutoScalingGroup> {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [GROUP] });
    const [group] = (await this.autoScaling.send(command)).AutoScalingGroups ?? [];
    if (group) return group;
    throw new Error('There is no group');
  }

  async refreshes(): Promise<InstanceRefresh[]> {
    const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: GROUP });
    return (await this.autoScaling.send(command)).InstanceRefreshes ?? [];
  }

  /** What EC2 says of every machine that has not terminated. */
  async instances(): Promise<Instance[]> {
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  }

  /** Resolves once exactly so many machines are there, all in service and healthy; returns their ids. */
  async settled(count = 2): Promise<string[]> {
    return until(async () => {
      const { Instances = [] } = await this.group();
      const ids = Instances.map(({ InstanceId = '' }) => InstanceId);
      const all = await this.instances();
      const healthy = ids.filter((id) => this.health(id) === 'healthy');
      const inService = Instances.every(({ LifecycleState }) => LifecycleState === 'InService');
      const settled = inService && healthy.length === count && all.length === count;
      return settled ? ids.sort() : undefined;
    });
  }

  /** What a machine's unit says of itself. */
  async ask(machine: string): Promise<{ pid: number; environment: Record<string, string> }> {
    const response = await fetch(`http://127.0.0.1:${this.machines.hostPort(machine, PORT)}/`);
    return (await response.json()) as { pid: number; environment: Record<string, string> };
  }

  private health(machine: string) {
    const port = this.machines.hostPort(machine, PORT) ?? 0;
    return this.targets.health('', { host: '127.0.0.1', port });
  }
}

type GroupOptions = Partial<CreateAutoScalingGroupCommandInput> & {
  environment?: Record<string, string>;
};

export const userData = (environment: Record<string, string> = {}): string =>
  encodeUserData({
    units: [
      { name: 'app', stopTimeoutSeconds: 8, environment: { PORT: String(PORT), ...environment } },
    ],
  });
