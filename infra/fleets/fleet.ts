import type { CfnParameter } from 'aws-cdk-lib';
import type { IConnectable, IVpc, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { IApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import type { FleetConfiguration } from '../../core/cluster';
import type { LiveState } from '../store/live-state';
import type { PublicStore } from '../store/public-store';
import type { FleetAction } from '../upgrade/permissions';

/** What runs the nodes of an instance. One description may be given to several instances. */
export interface Fleet {
  /** The component (container) that embeds the runtime. */
  readonly application: string;
  /** How its nodes are reached. */
  readonly targets: { type: TargetType; port: number } | IApplicationTargetGroup;
  /** What its nodes need an endpoint to where there is no NAT, by a name for each. @default - nothing */
  readonly endpoints?: Record<string, InterfaceVpcEndpointAwsService>;
  /** Creates what it needs in the cluster's stack. */
  bind(scope: Construct, place: Place): BoundFleet;
}

/** Where in a cluster a fleet is. */
export interface Place {
  cluster: string;
  instance: string;
  store: PublicStore;
  liveState: LiveState;
  /** The cluster's VPC; made when it is first asked for. */
  vpc(): IVpc;
  targetGroup: IApplicationTargetGroup;
  /** What its nodes get requests from, as far as it is known. */
  balancer: IConnectable | undefined;
  /** What its nodes are told of where they are. */
  environment: Record<string, string>;
}

export interface BoundFleet {
  /** Whose it is. */
  instance: string;
  /** What an upgrade must know of it. It names what is not there yet, so that nodes find it when they start. */
  configuration: FleetConfiguration;
  /** What starts nodes; it waits until the load balancer and the configuration are there. */
  nodes: IConstruct | undefined;
  /** What deployments are told is live of it, beside its weight. */
  live: CfnParameter[];
  /** What a Lambda must be allowed to be able to do each thing. */
  permissions: Record<FleetAction, PolicyStatement[]>;
  /** ARNs in them that have a wildcard, and why. */
  wildcards: Record<string, string>;
}
