import type { Census } from '../core/census';
import { TransshipError } from '../core/errors';
import { type Drain, missingProofs } from '../core/handover';
import { readForwards } from './aws/forwards';
import { instanceOf, takeCensus } from './census';
import type { InstanceEvent } from './events';
import type { Work } from './lambda';
import { refuseIfWeighted } from './weightless';

/** What was seen of an instance that is to be vacated. */
export interface Look {
  drain: Drain;
  census: Census;
  /** What is still missing to prove that it is vacated; nothing: it is. */
  missing: string[];
}

/**
 * Looks for the proof that an instance is vacated (S4), in live state only. `waited`: for how many seconds of waiting
 * it has been seen to have weight 0. Errors: `ClusterNotReady` if it has weight, or is not being drained.
 */
export async function lookForProof(
  { event, cluster, stores }: Pick<Work<InstanceEvent>, 'event' | 'cluster' | 'stores'>,
  waited: number,
): Promise<Look> {
  const { name } = event.instance;
  refuseIfWeighted(name, await readForwards(cluster));
  const { mode, generation } = await stores.modes.read(cluster.name, name);
  if (mode !== 'draining') {
    const message = `Instance ${name} was to be drained and is ${mode}. Run the update again.`;
    throw new TransshipError('ClusterNotReady', message);
  }
  const { firstAdoption } = event.options;
  const drain = { generation, propagationSeconds: cluster.propagationSeconds, firstAdoption };
  const census = await takeCensus(cluster, instanceOf(cluster, name), stores);
  return { drain, census, missing: missingProofs(census, drain, waited) };
}
