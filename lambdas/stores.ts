import { TransshipError } from '../core/errors';
import { createClient } from '../store/client';
import { createConfigurationStore } from '../store/configuration';
import { createExecutionStore } from '../store/executions';
import { createLockStore } from '../store/lock';
import { createModeStore } from '../store/modes';
import { createNodeStore } from '../store/nodes';
import { createReleaseStore } from '../store/releases';
import { createUpgradeStore } from '../store/upgrade';

/** A write whose outcome is not learnt by then fails the Lambda, which the state machine tries again. */
const LONGEST_WITHOUT_ANSWER_MS = 15_000;

const client = createClient();

export type Stores = ReturnType<typeof openStores>;

/** The public store of a cluster, for one invocation. */
export function openStores(cluster: string) {
  const name = process.env.TABLE_NAME;
  if (!name) throw new TransshipError('InvalidOption', 'TABLE_NAME is not set for this Lambda.');
  const table = { client, name };
  const send = { signal: AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS) };
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
