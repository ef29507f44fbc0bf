import type { Handler } from '../handler';
import type { Permissions } from './permissions';
import type { TaskState } from './states';

/** A task state's Lambda, and what it may do. */
export interface UpgradeFunction extends TaskState {
  handler: Handler;
  permissions: Permissions;
}
