import { Duration, Stack } from 'aws-cdk-lib';
import { type ISecurityGroup, InterfaceVpcEndpointAwsService, Port } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  CfnService,
  Cluster as EcsCluster,
  type CpuArchitecture,
  FargateService,
  type ICluster,
} from 'aws-cdk-lib/aws-ecs';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge';
import type { BoundFleet, Fleet, Place } from '../fleet';
import { createBlueprint } from './blueprint';
import type { Component } from './component';
import { ExistingEcsFleet, type ExistingEcsFleetProps } from './existing-ecs-fleet';
import { FirstCount, FirstDefinition } from './first-release';
import { ecsPermissions, ecsWildcards } from './permissions';

export interface EcsFleetProps {
  /** By the name of their container. */
  components: Record<string, Component>;
  /** The component that embeds the runtime. */
  application: string;
  /** On which it listens; it cannot be changed later. @default 8080 */
  port?: number;
  /** Of a task, in units of 1/1024. @default 512 */
  cpu?: number;
  /** Of a task. @default 1024 */
  memoryMiB?: number;
  /** @default CpuArchitecture.X86_64 */
  architecture?: CpuArchitecture;
  /** Tasks of the instance: at the beginning, and the fewest that scaling leaves. @default 2 */
  nodes?: number;
  /** The most that scaling makes of them. @default - five times as many */
  mostNodes?: number;
  /** Percent of the CPU that scaling aims at. @default 60 */
  targetCpuPercent?: number;
  /** Of the tasks. @default - one of their own, open to the load balancer */
  securityGroups?: ISecurityGroup[];
  /** @default - one for all instances of the cluster */
  ecsCluster?: ICluster;
  /** How long logs are kept. @default RetentionDays.THREE_MONTHS */
  logRetention?: RetentionDays;
}

/** What it takes to start a task: its images, and somewhere to log to. */
const forTasks = {
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrImages: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};

/** Where secrets are kept: which of the two cannot be told of each. */
const forSecrets = {
  Secrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Parameters: InterfaceVpcEndpointAwsService.SSM,
};

/** Tasks of an ECS service on Fargate, one for each node, with a container for each component. */
export class EcsFleet implements Fleet {
  readonly application: string;
  readonly targets: { type: TargetType; port: number };
  readonly endpoints: Record<string, InterfaceVpcEndpointAwsService>;

  constructor(private readonly props: EcsFleetProps) {
    this.application = props.application;
    this.targets = { type: TargetType.IP, port: props.port ?? 8080 };
    const secrets = Object.values(props.components).flatMap(({ secrets = {} }) =>
      Object.values(secrets),
    );
    this.endpoints = { ...forTasks, ...(secrets.length > 0 && forSecrets) };
    if (!props.components[props.application])
      throw new Error(`The application ${props.application} is not among the components.`);
  }

  /** A service that was there before. */
  static fromExisting(props: ExistingEcsFleetProps): Fleet {
    return new ExistingEcsFleet(props);
  }

  bind(scope: Construct, place: Place): BoundFleet {
    const { components } = this.props;
    const ecsCluster = this.props.ecsCluster ?? ownCluster(scope, place);
    const name = `${place.cluster}-${place.instance}`;
    const blueprint = createBlueprint(scope, `${name}-blueprint`, place, this.props);
    const roles = [blueprint.taskRole, blueprint.obtainExecutionRole()];
    place.store.grantNode(blueprint.taskRole, place.cluster);
    const definition = new FirstDefinition(scope, 'FirstDefinition', {
      name,
      blueprint,
      roles,
      place,
    });

    const service = new FargateService(scope, 'Service', {
      cluster: ecsCluster,
      serviceName: name,
      securityGroups: this.props.securityGroups,
      taskDefinition: blueprint,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      // A rollback of the platform's own would go behind the upgrade's back.
      circuitBreaker: { rollback: false },
      // Nor may it stop tasks, in the middle of an upgrade or of their requests, to spread them better.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      healthCheckGracePeriod: Duration.seconds(60),
    });
    const resource = service.node.defaultChild;
    // Its newest task definition, whichever that is: so the template stays the same, and names what runs.
    if (resource instanceof CfnService) resource.taskDefinition = name;
    service.node.addDependency(definition);
    place.targetGroup.addTarget(
      service.loadBalancerTarget({
        containerName: this.application,
        containerPort: this.targets.port,
      }),
    );
    if (place.balancer) service.connections.allowFrom(place.balancer, Port.tcp(this.targets.port));
    const nodes = this.props.nodes ?? 2;
    service
      .autoScaleTaskCount({ minCapacity: nodes, maxCapacity: this.props.mostNodes ?? 5 * nodes })
      .scaleOnCpuUtilization('Cpu', {
        targetUtilizationPercent: this.props.targetCpuPercent ?? 60,
      });
    new FirstCount(scope, 'FirstCount', { ecsCluster, service, name, count: nodes, place });

    const { clusterName } = ecsCluster;
    const resources = {
      clusterName,
      service: name,
      family: name,
      roles,
      repositories: Object.values(components).map(({ repository }) => repository),
    };
    return {
      instance: place.instance,
      configuration: {
        kind: 'ecs',
        cluster: clusterName,
        service: name,
        blueprint: `${name}-blueprint`,
      },
      nodes: service,
      live: [],
      permissions: ecsPermissions(Stack.of(scope), resources),
      wildcards: ecsWildcards(Stack.of(scope), resources),
    };
  }
}

/** One for all instances of the cluster, whose construct holds theirs. */
function ownCluster(scope: Construct, place: Place): ICluster {
  const parent = scope.node.scope ?? scope;
  const found = parent.node.tryFindChild('Containers');
  if (found instanceof EcsCluster) return found;
  const created = new EcsCluster(parent, 'Containers', { vpc: place.vpc() });
  acknowledge(created, {
    'AwsSolutions-ECS4':
      'Container Insights cost by the task; give a cluster of your own to have them.',
  });
  return created;
}
