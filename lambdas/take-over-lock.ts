import * as z from 'zod';
import { systemClock } from '../core/clock';
import { type Audited, auditEndOfFormer, audited } from './audit';
import { isRunning } from './aws/executions';
import { heldLock } from './held-lock';
import { lambda } from './lambda';
import { tellHeld } from './live-state';
import { openStores } from './stores';
import { settlingSeconds } from './takeover';

/** Of an upgrade that has ended, whichever way. */
interface Event {
  /** ARN of its execution. */
  ended: string;
  /** What it was started with, as text. */
  input: string;
  /** ARN of the clean-up's own execution. */
  execution: string;
}

type TakenOver =
  | { takenOver: false }
  | ({
      takenOver: true;
      cluster: string;
      generation: number;
      /** To be waited before anything is read or changed. */
      waitSeconds: number;
    } & Audited);

const inputSchema = z.object({ cluster: z.string() });

/**
 * Takes the lock over from the upgrade that has ended, if it holds it still. What ended orderly has freed it, and
 * what has begun since holds it in a later generation: both are left alone, however late this comes.
 */
export const handler = lambda(async ({ ended, input, execution }: Event): Promise<TakenOver> => {
  const { cluster: name } = inputSchema.parse(JSON.parse(input));
  const stores = openStores(name);
  const cluster = await stores.configurations.read(name);
  let lock = await stores.locks.read(name);
  if (lock.holder === ended && cluster && !(await isRunning(ended))) {
    const since = new Date(systemClock.now()).toISOString();
    const claim = { holder: execution, since, update: lock.update ?? {}, yields: true };
    lock = await stores.locks.take(name, lock, claim);
  }
  if (lock.holder !== execution || !cluster) return { takenOver: false };
  const { generation } = lock;
  const held = heldLock(stores.locks, { cluster: name, execution, generation });
  const told = await audited((send) => auditEndOfFormer(stores, name, generation, send));
  await tellHeld(cluster, held, execution);
  const waitSeconds = settlingSeconds(cluster);
  return { takenOver: true, cluster: name, generation, waitSeconds, ...told };
});
