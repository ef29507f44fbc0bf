import type { Mode } from '../core/node';
import { readForwards } from './aws/forwards';
import type { InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { refuseIfWeighted } from './weightless';

/** Tells the instance's nodes to hand over what they own. */
export const handler = underLock(
  async ({ event, cluster, stores, lock }: Work<InstanceEvent>): Promise<Mode> => {
    const { name } = event.instance;
    refuseIfWeighted(name, await readForwards(cluster));
    await lock.prove();
    return stores.modes.set(cluster.name, name, 'draining', lock.generation);
  },
);
