import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import type { Lock } from '../store/lock';
import { type Audited, auditEndOfFormer, audited, auditedBegin } from './audit';
import { isRunning } from './aws/executions';
import type { Again, UpgradeEvent } from './events';
import { heldLock } from './held-lock';
import { knownCluster, lambda } from './lambda';
import { tellHeld } from './live-state';
import { openStores } from './stores';
import { settlingSeconds } from './takeover';

interface Acquired extends Audited {
  lock: 'acquired';
  generation: number;
  takenOver: boolean;
  /** To be waited before the live state is read: a Lambda of the lock's former holder may still be changing it. */
  waitSeconds: number;
}

/** Not acquired yet. */
interface Awaited extends Waiting {
  /** By another upgrade that runs; or not any more: then it is taken once the update is validated again. */
  lock: 'held' | 'free';
  holder?: string;
}

type Event = Omit<UpgradeEvent, 'generation'> & Again<Awaited>;

/**
 * Takes the lock: free, left behind by an upgrade that is seen not to be running, or held by a clean-up. Where another
 * upgrade holds it, tells how long to wait, if that is asked for.
 */
export const handler = lambda(async (event: Event): Promise<Acquired | Awaited> => {
  const { cluster: name, execution, update } = event;
  const stores = openStores(name);
  const cluster = await knownCluster(stores, name);
  const claim = { holder: execution, since: new Date(systemClock.now()).toISOString(), update };

  let lock = await stores.locks.read(name);
  while (lock.holder !== execution) {
    const awaited = await lookForTurn(event, lock);
    if (awaited) return awaited;
    lock = await stores.locks.take(name, lock, claim);
  }
  const { generation, takenOver = false, since = claim.since } = lock;
  const ofFormer = takenOver
    ? await audited((send) => auditEndOfFormer(stores, name, generation, send))
    : {};
  try {
    await tellHeld(cluster, heldLock(stores.locks, { ...event, generation }), execution);
  } catch (error) {
    // So that it is not left behind. One that was taken over is: by it the next attempt knows that it must wait.
    if (!takenOver) await stores.locks.release(name, execution, generation);
    throw error;
  }
  const waitSeconds = takenOver ? settlingSeconds(cluster) : 0;
  const record = auditedBegin(event, { execution, generation, since });
  const ofThis = await audited((send) => stores.audit.begin(name, record, send));
  return { lock: 'acquired', generation, takenOver, waitSeconds, ...ofFormer, ...ofThis };
});

/** What keeps this upgrade from taking the lock now; undefined: nothing. Errors: `UpgradeInProgress`. */
async function lookForTurn(
  { cluster, options, progress }: Event,
  lock: Lock,
): Promise<Awaited | undefined> {
  const { onBusy, busyTimeoutSeconds } = options;
  const waited = secondsWaited(progress);
  if (!(await isBusy(lock)))
    // The cluster is not as it was when this upgrade was validated.
    return progress.lock === 'held' ? { lock: 'free', waited, waitSeconds: 0 } : undefined;
  const left = onBusy === 'wait' ? busyTimeoutSeconds - waited : 0;
  if (left <= 0) throw inProgress(cluster, lock, waited);
  return {
    lock: 'held',
    holder: lock.holder,
    waited,
    waitSeconds: Math.min(left, nextWait(waited)),
  };
}

const isBusy = async ({ holder, yields }: Lock): Promise<boolean> =>
  holder !== undefined && !yields && (await isRunning(holder));

function inProgress(cluster: string, { holder, since }: Lock, waited: number): TransshipError {
  const inVain = waited > 0 ? ` This one has waited ${waited} s for its turn.` : '';
  const message = `Cluster ${cluster} is being upgraded by ${holder}, since ${since}.${inVain} Wait until it has ended, or stop it.`;
  return new TransshipError('UpgradeInProgress', message);
}
