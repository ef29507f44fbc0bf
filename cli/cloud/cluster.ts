import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { LONGEST_WITHOUT_ANSWER_MS, type Stores, storesOf } from '../../lambdas/stores';
import { createClient } from '../../store/client';
import type { SendOptions } from '../../store/send';
import { isFinal } from '../failures';
import type { Place } from './place';

/** What every verb works on. */
export interface Reached {
  place: Place;
  configuration: ClusterConfiguration;
  /** For one look: they give up a while after they were opened. */
  openStores(this: void): Stores;
  /** For one write of one's own: given up likewise. */
  sending(this: void): SendOptions;
}

/** Errors: `UnknownCluster`, and whatever keeps one from reading the public store. */
export async function reach(place: Place): Promise<Reached> {
  const client = createClient();
  const openStores = () => storesOf({ client, name: place.table }, place.cluster, sending());
  const configuration = await openStores().configurations.read(place.cluster);
  if (configuration) return { place, configuration, openStores, sending };
  const message = `There is no cluster ${place.cluster} in the public store ${place.table} of ${place.name}. Is it deployed there, and spelt so?`;
  throw new TransshipError('UnknownCluster', message);
}

/** As the Lambdas ask the public store; but what no second try can help is not tried again. */
function sending(): SendOptions {
  const hopeless = new AbortController();
  return {
    signal: AbortSignal.any([hopeless.signal, AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS)]),
    onTrouble: (error) => {
      if (isFinal(error)) hopeless.abort(error);
    },
  };
}
