import type { ChangeWindow } from './change-windows';
import type { Hooks } from './hook';

/** What an upgrade must know of a cluster; kept in the public store, written when the cluster is deployed. */
export interface ClusterConfiguration {
  name: string;
  /** The component (container) that embeds the runtime. */
  application: string;
  /** The listeners' default actions or rules whose weights are shifted together. */
  forwards: { kind: 'listener' | 'rule'; arn: string }[];
  /**
   * Rules, asked before the `forwards`, that an upgrade leads to an instance while it is tested: the ARN of each. They
   * have a condition on the header `Transship-Test`. Needed where there is a hook `smokeTest`.
   */
  testRules?: string[];
  /** Two or more. */
  instances: InstanceConfiguration[];
  /** The longest that a change of weights may take to be in force everywhere, in seconds. */
  propagationSeconds: number;
  /** How long a node's beat may stand still before it counts as dead, in seconds. */
  leaseSeconds: number;
  /** The time-out of every Lambda of the upgrade, in seconds. */
  lambdaTimeoutSeconds: number;
  /** CloudWatch alarms that keep an upgrade from going on while they are on, by name; at most 100. Default: none. */
  alarms?: string[];
  /** When upgrades may begin. Default: always. */
  changeWindows?: ChangeWindow[];
  /** Functions of its owner's that every upgrade runs. Default: none. */
  hooks?: Hooks;
  /**
   * Path of the SSM parameters that tell deployments what is live: `<path>/lock`, `<path>/weight/<instance>`, and
   * `<path>/version/<instance>` of a group's launch template. Default: nobody is told.
   */
  liveState?: string;
}

export interface InstanceConfiguration {
  name: string;
  targetGroupArn: string;
  fleet: FleetConfiguration;
  /** CloudWatch alarms that are on when it is not healthy; they count as long as it serves. Default: none. */
  alarms?: string[];
}

/** What runs an instance's nodes. */
export type FleetConfiguration = EcsFleetConfiguration | Ec2FleetConfiguration;

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

/**
 * An EC2 Auto Scaling group; its one component, `ami`, is the image of its launch template. Which version of the
 * template is run, and with which image, is the upgrade's to say.
 */
export interface Ec2FleetConfiguration {
  kind: 'ec2';
  /** Name of the group. */
  group: string;
}

/** Component → artifact (an image by digest, an AMI). */
export type Release = Record<string, string>;
