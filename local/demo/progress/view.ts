import type { TrafficFigures } from '../traffic/traffic';
import type { Spread } from '../verdict/quantiles';

/** Everything that the progress shows at one moment. */
export interface View {
  elapsedMs: number;
  /** What the demonstration is doing: warming up, upgrading, … */
  phase: string;
  /** What the old and the new release are called. */
  releases: { from: string; to: string };
  /** What the upgrade is doing, while it goes on. */
  state: { name: string; instance: string | undefined; forMs: number } | undefined;
  instances: InstanceView[];
  traffic: TrafficFigures;
  /** Response times of the quotes of the last few seconds. */
  quotes: Spread;
  /** Executions that have gone on somewhere else than where they were. */
  moved: number;
}

export interface InstanceView {
  name: string;
  /** Of the requests, by weight: 0 to 1. */
  share: number;
  draining: boolean;
  sealed: number;
  /** Running tasks on the old release, and on the new one. */
  tasks: { old: number; new: number };
  /** Orders in flight there. */
  orders: number;
}
