import type { Checkpoint } from '../../core/execution';
import { type Change, transition } from '../../core/transitions';
import type { StoredCheckpoint } from '../../store/executions';

/**
 * What a refusal means to the owner that has written. While it was taken for dead, others may have written which versions
 * must leave the execution alone, and nothing else: then it is its owner's still. Undefined: somebody else has it, or had.
 */
export function stillOwned(
  before: StoredCheckpoint,
  change: Change,
  now: StoredCheckpoint | undefined,
): { written: boolean } | undefined {
  if (!now || now.seq === before.seq) return undefined;
  if (isAlike(now, before)) return { written: false };
  // The write had been made before that, and its answer was lost.
  return isAlike(now, transition(before, change, now.token)) ? { written: true } : undefined;
}

/** In all that an owner changes; nobody else changes it without another owner or epoch. */
const isAlike = (one: Checkpoint, other: Checkpoint): boolean =>
  one.status === other.status &&
  one.owner === other.owner &&
  one.epoch === other.epoch &&
  one.claimedFrom === other.claimedFrom &&
  one.outcomes.length === other.outcomes.length;
