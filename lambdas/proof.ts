import type { Census } from '../core/census';
import type { ClusterConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { type Drain, missingProofs } from '../core/handover';
import { readForwards } from './aws/forwards';
import { instanceOf, takeCensus } from './census';
import type { Stores } from './stores';
import { refuseIfWeighted } from './weightless';

/** What was seen of an instance that is to be vacated. */
export interface Look {
  drain: Drain;
  census: Census;
  /** What is still missing to prove that it is vacated; nothing: it is. */
  missing: string[];
}

/**
 * Looks for the proof that an instance is vacated (S4), in live state only. Errors: `ClusterNotReady` if it has
 * weight, or is not being drained.
 */
export async function lookForProof(
  cluster: ClusterConfiguration,
  stores: Stores,
  name: string,
): Promise<Look> {
  refuseIfWeighted(name, await readForwards(cluster));
  const { mode, generation } = await stores.modes.read(cluster.name, name);
  if (mode !== 'draining') {
    const message = `Instance ${name} was to be drained and is ${mode}. Run the update again.`;
    throw new TransshipError('ClusterNotReady', message);
  }
  const drain = { generation, propagationSeconds: cluster.propagationSeconds };
  const census = await takeCensus(cluster, instanceOf(cluster, name), stores);
  return { drain, census, missing: missingProofs(census, drain) };
}
