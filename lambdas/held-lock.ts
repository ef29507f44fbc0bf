import type { LockStore } from '../store/lock';

/**
 * The lock under which an upgrade changes things. Whatever changes something on the platform asks for one and proves
 * it immediately before: stopping a state machine does not stop a Lambda that is running.
 */
export interface HeldLock {
  generation: number;
  /** Errors: `LockLost`. */
  prove(): Promise<void>;
}

export const heldLock = (
  locks: LockStore,
  { cluster, execution, generation }: { cluster: string; execution: string; generation: number },
): HeldLock => ({
  generation,
  prove: () => locks.prove(cluster, execution, generation),
});
