import type { Duration } from 'aws-cdk-lib';
import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct, IConstruct } from 'constructs';
import type { ClusterConfiguration } from '../../core/cluster';
import type { ObservedBalancer } from '../observation/metrics';

/** How requests come to a cluster: by one or more actions that share them out among the instances. */
export interface Entrance {
  /** How long the load balancer keeps a connection on which nothing is sent; the nodes are told. */
  readonly idleTimeout: Duration;
  bind(scope: Construct, place: EntrancePlace): BoundEntrance;
}

export interface EntrancePlace {
  vpc(): IVpc;
  /** Of each instance: where its requests go, and its weight as it is live. */
  shares: { targetGroup: IApplicationTargetGroup; weight: number }[];
  /** Whether upgrades test instances before their requests return: there must be rules for tests then. */
  tests: boolean;
}

export interface BoundEntrance {
  forwards: ClusterConfiguration['forwards'];
  /** Rules for tests, by their ARNs; none where nothing is tested. */
  testRules: string[];
  /** What nodes get requests from, as far as it is known. */
  balancer: IConnectable | undefined;
  /** What must be there before a target group can have targets. */
  rule: IConstruct | undefined;
  loadBalancer: ObservedBalancer;
  /** Where clients reach the cluster, as far as it is known. */
  url: string | undefined;
}
