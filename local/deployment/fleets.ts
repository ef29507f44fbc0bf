import type { Release } from '../../core/cluster';

/** What the nodes of a cluster are deployed with, whatever runs them. */
export interface FleetsOptions {
  cluster: string;
  /** Instance → target group. */
  targetGroups: Record<string, string>;
  /** Nodes of each instance. */
  nodes: number;
  release: Release;
  /** What `orders` needs to know. */
  environment: Record<string, string>;
  stopTimeoutSeconds: number;
  signal: AbortSignal;
}
