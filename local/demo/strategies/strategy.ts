import type { UpdateOptions } from '../../../core/update';
import type { Cloud } from '../../cloud';
import type { Shop } from '../../deploy';
import type { StateVisit, UpgradeLog } from '../evidence';

/** A way of bringing a running cluster from one release to the next. */
export interface Strategy {
  /** How the shop is deployed for it. */
  deployment: {
    /** On plain servers, without Transship. */
    plain: boolean;
    deregistrationDelaySeconds: number;
    stopTimeoutSeconds: number;
  };
  start(surroundings: Surroundings): Promise<Upgrade>;
}

export interface Surroundings {
  cloud: Cloud;
  shop: Shop;
  propagationSeconds: number;
  /** How long `drain-only` waits for requests to end. */
  deadlineSeconds: number;
  /** Options of the upgrade, where they are not the defaults. */
  options: Partial<UpdateOptions>;
  signal: AbortSignal;
}

/** One that is going on. */
export interface Upgrade {
  /** What it has done so far. */
  visits(): StateVisit[];
  /** How it ended, well or not. Rejects when it could not be followed, or was broken off. */
  ended: Promise<UpgradeLog>;
}
