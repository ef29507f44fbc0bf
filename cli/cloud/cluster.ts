import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import type { Stores } from '../../lambdas/stores';
import { createClient } from '../../store/client';
import { createConfigurationStore } from '../../store/configuration';
import { createExecutionStore } from '../../store/executions';
import { createLockStore } from '../../store/lock';
import { createModeStore } from '../../store/modes';
import { createNodeStore } from '../../store/nodes';
import { createReleaseStore } from '../../store/releases';
import { createUpgradeStore } from '../../store/upgrade';
import { isFinal } from '../failures';
import type { Place } from './place';

const LONGEST_WITHOUT_ANSWER_MS = 15_000;

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
  const openStores = () => storesOf({ client, name: place.table }, place.cluster);
  const configuration = await openStores().configurations.read(place.cluster);
  if (configuration) return { place, configuration, openStores };
  const message = `There is no cluster ${place.cluster} in the public store ${place.table} of ${place.name}. Is it deployed there, and spelt so?`;
  throw new TransshipError('UnknownCluster', message);
}

/** The public store, as the Lambdas have it; but what no second try can help is not tried again. */
function storesOf(table: Parameters<typeof createLockStore>[0], cluster: string): Stores {
  const hopeless = new AbortController();
  const send = {
    signal: AbortSignal.any([hopeless.signal, AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS)]),
    onTrouble: (error: unknown) => {
      if (isFinal(error)) hopeless.abort(error);
    },
  };
  return {
    configurations: createConfigurationStore(table, send),
    executions: createExecutionStore(table, cluster),
    locks: createLockStore(table, send),
    modes: createModeStore(table, send),
    nodes: createNodeStore(table, send),
    releases: createReleaseStore(table, send),
    upgrades: createUpgradeStore(table, send),
  };
}
