import { TransshipError } from '../core/errors';
import { createClient } from '../store/client';
import { createConfigurationStore } from '../store/configuration';
import { createDeployerStore } from '../store/deployer';
import { createLockStore } from '../store/lock';
import { createModeStore } from '../store/modes';
import { createUpgradeStore } from '../store/upgrade';

/** CloudFormation shows what fails a deployment; better soon than when the function is out of time. */
const LONGEST_WITHOUT_ANSWER_MS = 30_000;

const client = createClient();

/** What a deployment reads and writes of the public store. Errors: `InvalidOption` without TABLE_NAME. */
export function openStores() {
  const name = process.env.TABLE_NAME;
  if (!name) throw new TransshipError('InvalidOption', 'TABLE_NAME is not set for this function.');
  const table = { client, name };
  const send = { signal: AbortSignal.timeout(LONGEST_WITHOUT_ANSWER_MS) };
  return {
    configurations: createConfigurationStore(table, send),
    deployers: createDeployerStore(table, send),
    locks: createLockStore(table, send),
    modes: createModeStore(table, send),
    upgrades: createUpgradeStore(table, send),
  };
}
