import type { TargetRegistry as Registry } from '../containers';

/** The load balancer, as machines see it. */
export interface TargetRegistry extends Registry {
  /** The port at which a group's targets are reached. */
  port(targetGroupArn: string): number;
}
