import type { PlannedInstance } from '../core/plan';
import type { UpdateRequest } from '../core/update';

/** What a Lambda is given that does something under the lock. */
export interface LockEvent {
  cluster: string;
  /** ARN of the state machine's execution: the lock's holder. */
  execution: string;
  /** Of the lock. */
  generation: number;
}

/** What one of the upgrade is given. */
export interface UpgradeEvent extends UpdateRequest, LockEvent {}

/** What one that works on an instance is given besides. */
export interface InstanceEvent extends UpgradeEvent {
  instance: PlannedInstance;
}

/** What one that looks again and again is given besides: what it returned at its last look, `{}` at the first. */
export interface Again<Progress> {
  progress: Partial<Progress>;
}
