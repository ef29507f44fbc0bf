import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { LONGEST_WITHOUT_ANSWER_MS, type Stores, storesOf } from '../../lambdas/stores';
import { type Table, createClient } from '../../store/client';
import { isFinal } from '../failures';
import type { Place } from './place';

/** What every verb works on. */
export interface Reached {
  place: Place;
  configuration: ClusterConfiguration;
  /** For one look: they give up a while after they were opened. */
  openStores(this: void): Stores;
}

/** Errors: `UnknownCluster`, and whatever keeps one from reading the public store. */
export async function reach(place: Place): Promise<Reached> {
  const client = createClient();
  const openStores = () => storesFor({ client, name: place.table }, place.cluster);
  const configuration = await openStores().configurations.read(place.cluster);
  if (configuration) return { place, configuration, openStores };
  const message = `There is no cluster ${place.cluster} in the public store ${place.table} of ${place.name}. Is it deployed there, and spelt so?`;
  throw new TransshipError('UnknownCluster', message);
}

/** The public store, as the Lambdas have it; but what no second try can help is not tried again. */
function storesFor(table: Table, cluster: string): Stores {
  const hopeless = new AbortController();
  return storesOf(table, cluster, {
    signal: AbortSignal.any([hopeless.signal, AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS)]),
    onTrouble: (error) => {
      if (isFinal(error)) hopeless.abort(error);
    },
  });
}
