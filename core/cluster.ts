/** What an upgrade must know of a cluster; kept in the public store, written when the cluster is deployed. */
export interface ClusterConfiguration {
  name: string;
  /** The component (container) that embeds the runtime. */
  application: string;
  /** The listeners' default actions or rules whose weights are shifted together. */
  forwards: { kind: 'listener' | 'rule'; arn: string }[];
  /** Two or more. */
  instances: InstanceConfiguration[];
  /** The longest that a change of weights may take to be in force everywhere, in seconds. */
  propagationSeconds: number;
  /** How long a node's beat may stand still before it counts as dead, in seconds. */
  leaseSeconds: number;
  /** The time-out of every Lambda of the upgrade, in seconds. */
  lambdaTimeoutSeconds: number;
  /**
   * Path of the SSM parameters that tell deployments what is live: `<path>/lock`, `<path>/weight/<instance>`.
   * Default: nobody is told.
   */
  liveState?: string;
}

export interface InstanceConfiguration {
  name: string;
  targetGroupArn: string;
  fleet: FleetConfiguration;
}

/** What runs an instance's nodes. */
export type FleetConfiguration = EcsFleetConfiguration;

/** An ECS service; its components are the containers of its task definition. */
export interface EcsFleetConfiguration {
  kind: 'ecs';
  cluster: string;
  service: string;
  /**
   * Family whose newest task definition says what the next one is to be like, but for its images. Default: the
   * one that runs says it.
   */
  blueprint?: string;
}

/** Component → artifact (an image by digest, an AMI). */
export type Release = Record<string, string>;
