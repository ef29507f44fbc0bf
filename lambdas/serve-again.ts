import type { Mode } from '../core/node';
import type { Locked } from './lambda';

/** Has an instance serve, if it does not already. Returns the mode that its nodes must answer. Errors: `LockLost`. */
export async function serveAgain(
  { cluster, stores, lock }: Locked,
  instance: string,
): Promise<Mode> {
  const mode = await stores.modes.read(cluster.name, instance);
  if (mode.mode === 'serving') return mode;
  await lock.prove();
  return stores.modes.set(cluster.name, instance, 'serving', lock.generation);
}
