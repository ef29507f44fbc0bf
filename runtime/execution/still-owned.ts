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
  // Nobody writes to what is finished, so who had finished it would have found his own word there.
  if (!now || now.status === 'finished') return undefined;
  if (isExcludedSince(before, now)) return { written: false };
  // The write had been made before that, and its answer was lost.
  return isExcludedSince(transition(before, change, now.token), now)
    ? { written: true }
    : undefined;
}

/** Each exclusion is one write that adds one version; with owner and epoch as they were, no other write does. */
const isExcludedSince = (then: Checkpoint, now: Checkpoint): boolean =>
  now.seq > then.seq &&
  now.seq - then.seq === now.excluded.length - then.excluded.length &&
  now.status === then.status &&
  now.owner === then.owner &&
  now.epoch === then.epoch &&
  now.claimedFrom === then.claimedFrom &&
  now.outcomes.length === then.outcomes.length;
