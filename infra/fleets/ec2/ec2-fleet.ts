import { Duration, Stack } from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType,
  AutoScalingGroup,
  CfnAutoScalingGroup,
  HealthChecks,
} from 'aws-cdk-lib/aws-autoscaling';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { type ISecurityGroup, Port } from 'aws-cdk-lib/aws-ec2';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge';
import { liveParameter } from '../../cluster/live-parameters';
import type { BoundFleet, Fleet, Place } from '../fleet';
import { ExistingEc2Fleet, type ExistingEc2FleetProps } from './existing-ec2-fleet';
import { createLaunchTemplate } from './launch-template';
import { ec2Permissions, ec2Wildcards } from './permissions';

export interface Ec2FleetProps {
  /**
   * The AMI that the first deployment runs. From then on AMIs come by upgrades, and this is not looked at any more.
   * @default - the newest Amazon Linux 2023, which runs no application
   */
  firstAmi?: string;
  /** @default InstanceType.of(T3, SMALL) */
  instanceType?: InstanceType;
  /** On which the application listens. @default 8080 */
  port?: number;
  /** Variables that machines find in /etc/transship.env, beside those of Transship. Nothing secret. @default - none */
  environment?: Record<string, string>;
  /** Shell commands that a machine runs when it starts, after that file is written. @default - none */
  startCommands?: string[];
  /** Machines of the instance: the fewest that scaling leaves. @default 2 */
  nodes?: number;
  /** The most that scaling makes of them; a replacement of all may double them. @default - five times as many */
  mostNodes?: number;
  /** Percent of the CPU that scaling aims at. @default 60 */
  targetCpuPercent?: number;
  /**
   * How long the load of a new machine, once in service, says nothing yet: scaling does not count it, and a replacement
   * ends no old machine before. Metrics come each minute. @default Duration.seconds(60)
   */
  warmUp?: Duration;
  /**
   * How long a new machine may take until its application answers health checks; one that takes longer is replaced.
   * Must be shorter than an update's `rolloutTimeoutSeconds`. @default Duration.minutes(5)
   */
  healthCheckGrace?: Duration;
  /** Of the machines. @default - one of their own, open to the load balancer */
  securityGroups?: ISecurityGroup[];
}

/** The component of every machine. */
const COMPONENT = 'ami';

/** Machines of an EC2 Auto Scaling group, one for each node, all of one AMI. */
export class Ec2Fleet implements Fleet {
  readonly application = COMPONENT;
  readonly targets: { type: TargetType; port: number };

  constructor(private readonly props: Ec2FleetProps = {}) {
    this.targets = { type: TargetType.INSTANCE, port: props.port ?? 8080 };
  }

  /** A group that was there before. */
  static fromExisting(props: ExistingEc2FleetProps): Fleet {
    return new ExistingEc2Fleet(props);
  }

  bind(scope: Construct, place: Place): BoundFleet {
    const name = `${place.cluster}-${place.instance}`;
    const launchTemplate = createLaunchTemplate(scope, name, place, this.props);
    const version = liveParameter(
      scope,
      'Version',
      place.liveState.versionOf(place.instance),
      `Live version of the launch template of ${place.instance}`,
    );
    const nodes = this.props.nodes ?? 2;
    const group = new AutoScalingGroup(scope, 'Group', {
      autoScalingGroupName: name,
      vpc: place.vpc(),
      launchTemplate,
      minCapacity: nodes,
      maxCapacity: this.props.mostNodes ?? 5 * nodes,
      healthChecks: HealthChecks.withAdditionalChecks({
        additionalTypes: [AdditionalHealthCheckType.ELB],
        gracePeriod: this.props.healthCheckGrace ?? Duration.minutes(5),
      }),
      defaultInstanceWarmup: this.props.warmUp ?? Duration.seconds(60),
    });
    const resource = group.node.defaultChild;
    // The version that upgrades have made, not the newest: that may be a blueprint which nothing runs yet.
    if (resource instanceof CfnAutoScalingGroup)
      resource.launchTemplate = {
        launchTemplateId: launchTemplate.launchTemplateId,
        version: version.valueAsString,
      };
    group.attachToApplicationTargetGroup(place.targetGroup);
    if (place.balancer) group.connections.allowFrom(place.balancer, Port.tcp(this.targets.port));
    group.scaleOnCpuUtilization('Cpu', {
      targetUtilizationPercent: this.props.targetCpuPercent ?? 60,
    });
    acknowledge(group, {
      'AwsSolutions-AS3': 'An upgrade announces itself; a group that scales need not.',
    });
    const resources = {
      group: name,
      launchTemplateId: launchTemplate.launchTemplateId ?? '',
      role: launchTemplate.role,
      pinned: true,
    };
    return {
      instance: place.instance,
      configuration: { kind: 'ec2', group: name },
      nodes: group,
      live: [version],
      permissions: ec2Permissions(Stack.of(scope), resources),
      wildcards: ec2Wildcards(Stack.of(scope), resources),
    };
  }
}
