import { TransshipError } from '../core/errors';
import { createApprovalStore } from '../store/approval';
import { createAuditStore } from '../store/audit';
import { type Table, createClient } from '../store/client';
import { createConfigurationStore } from '../store/configuration';
import { createExecutionStore } from '../store/executions';
import { createFreezeStore } from '../store/freeze';
import { createLockStore } from '../store/lock';
import { createModeStore } from '../store/modes';
import { createNodeStore } from '../store/nodes';
import { createRehearsalStore } from '../store/rehearsals';
import { createReleaseStore } from '../store/releases';
import type { SendOptions } from '../store/send';
import { createUpgradeStore } from '../store/upgrade';

/** A write whose outcome is not learnt by then fails the Lambda, which the state machine tries again. */
export const LONGEST_WITHOUT_ANSWER_MS = 15_000;

const client = createClient();

export type Stores = ReturnType<typeof storesOf>;

/** The public store of a cluster, for one invocation. */
export function openStores(cluster: string): Stores {
  const name = process.env.TABLE_NAME;
  if (!name) throw new TransshipError('InvalidOption', 'TABLE_NAME is not set for this Lambda.');
  return storesOf({ client, name }, cluster, {
    signal: AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS),
  });
}

/** What a table holds of a cluster. */
export const storesOf = (table: Table, cluster: string, send: SendOptions) => ({
  approvals: createApprovalStore(table, send),
  audit: createAuditStore(table),
  configurations: createConfigurationStore(table, send),
  executions: createExecutionStore(table, cluster),
  freezes: createFreezeStore(table, send),
  locks: createLockStore(table, send),
  modes: createModeStore(table, send),
  nodes: createNodeStore(table, send),
  rehearsals: createRehearsalStore(table, cluster, send),
  releases: createReleaseStore(table, send),
  upgrades: createUpgradeStore(table, send),
});
