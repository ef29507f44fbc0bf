import { type AuditedEnd, endedAs } from '../core/audit';
import { systemClock } from '../core/clock';
import { type Audited, audited } from './audit';
import type { LockEvent } from './events';
import { heldLock } from './held-lock';
import { lambda } from './lambda';
import { tellFree } from './live-state';
import { openStores } from './stores';

interface Event extends LockEvent {
  /** The cluster is as it was to become, or as it was before. */
  succeeded: boolean;
  /** Something has failed, and what; none of a clean-up. */
  failed?: boolean;
  failure?: { Error?: string; Cause?: string };
}

interface Released extends Audited {
  released: true;
}

/**
 * Frees the lock, if this upgrade still holds it. The record of how the cluster was before goes only with success:
 * after a failure the next upgrade goes by it.
 */
export const handler = lambda(async (event: Event): Promise<Released> => {
  const { cluster, execution, generation, succeeded } = event;
  const { audit, configurations, locks, upgrades } = openStores(cluster);
  const lock = await locks.read(cluster);
  // Nobody but this upgrade can have freed its generation: an attempt before this one was not heard.
  if (lock.holder === undefined && lock.generation === generation) return { released: true };
  const configuration = await configurations.read(cluster);
  if (configuration) await tellFree(configuration, heldLock(locks, event));
  if (succeeded) {
    await locks.prove(cluster, execution, generation);
    await upgrades.finish(cluster, generation);
  }
  const end = endOf(event);
  const told = end && (await audited((send) => audit.end(cluster, generation, end, send)));
  await locks.release(cluster, execution, generation);
  return { released: true, ...told };
});

/** For the audit record; undefined: of the upgrade that a clean-up comes after, which has taken its lock over. */
function endOf({ succeeded, failed, failure = {} }: Event): AuditedEnd | undefined {
  if (failed === undefined) return undefined;
  const { Error: error, Cause: cause } = failure;
  const outcome = succeeded ? (failed ? 'rolled back' : 'succeeded') : 'failed';
  return endedAs(systemClock.now(), outcome, { error, cause });
}
