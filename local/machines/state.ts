import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import type { LaunchTemplate, TemplateVersion } from './launch-templates';
import type { UserData } from './user-data';

export interface Group {
  name: string;
  createdAt: Date;
  template: LaunchTemplate;
  /** As the group names it: a number, `$Default` or `$Latest`. */
  version: string;
  desired: number;
  least: number;
  most: number;
  targetGroupArns: string[];
  /** Machines that the load balancer finds unhealthy are replaced. */
  replacesUnhealthy: boolean;
  /** For so long after their launch they are not. */
  graceSeconds: number;
  suspended: Set<string>;
  /** Every machine that has not terminated, also those that have left the group. */
  machines: Machine[];
  /** Newest first. */
  refreshes: Refresh[];
  /** Newest first. */
  activities: Activity[];
  /** No machine is launched before this time (in ms since the epoch): the back-off after a failure. */
  launchNotBefore: number;
}

export interface Machine {
  id: string;
  group: Group;
  template: LaunchTemplate;
  version: TemplateVersion;
  /** What EC2 says of it. */
  state: 'pending' | 'running' | 'shutting-down' | 'terminated';
  /** What its group says of it; undefined once it has left the group, which is before its last process has ended. */
  lifecycle: 'Pending' | 'InService' | 'Terminating' | undefined;
  launchedAt: number;
  userData: UserData;
  /** Port that a unit listens on → port of this machine that stands for it. */
  hostPorts: Map<number, number>;
  targets: { targetGroupArn: string; host: string; port: number }[];
  /** It has been healthy. */
  wasUp: boolean;
  /** Since when a target of it is unhealthy without a break, in ms since the epoch. */
  unhealthySince?: number;
}

export interface Refresh {
  id: string;
  status: 'Pending' | 'InProgress' | 'Successful' | 'Failed' | 'Cancelling' | 'Cancelled';
  reason: string | undefined;
  startedAt: Date;
  endedAt?: Date;
  preferences: RefreshPreferences;
  /** The machines that are to be replaced. */
  outdated: Set<Machine>;
  /** New machines in a row that were given up before they were healthy. */
  failed: number;
}

/** A machine was launched or ended, or could not be. */
export interface Activity {
  id: string;
  description: string;
  cause: string;
  startedAt: Date;
  endedAt?: Date;
  status: 'InProgress' | 'Successful' | 'Failed';
  message?: string;
}

export const isStopping = ({ lifecycle }: Machine): boolean =>
  lifecycle === 'Terminating' || lifecycle === undefined;

/** The refresh that is under way, if one is. */
export const activeRefresh = ({ refreshes }: Group): Refresh | undefined =>
  refreshes.find(({ status }) => ['Pending', 'InProgress', 'Cancelling'].includes(status));
