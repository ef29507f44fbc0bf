import type { AuditRecord } from '../../core/audit';
import { reach } from '../cloud/cluster';
import { lookAtLock } from '../cloud/look';
import { exitCodes } from '../exit';
import { type ShownRecord, auditText } from '../render/audit';
import type { Verb } from './verb';

/** Tells of the cluster's upgrades who started them, what they were to do, and what came of it: newest first. */
export const audit: Verb<{ limit: number }> = async ({ console, place }, { limit }) => {
  const { openStores } = await reach(place);
  const stores = openStores();
  const records: AuditRecord[] = [];
  for await (const record of stores.audit.list(place.cluster)) {
    if (records.length === limit) break;
    records.push(record);
  }
  const lock = await lookAtLock(stores, place.cluster);
  const running = lock.state === 'held' ? lock.holder : undefined;
  const shown = records.map((record): ShownRecord => ({
    ...record,
    outcome:
      record.ended?.outcome ?? (record.execution === running ? 'running' : 'no end is recorded'),
  }));
  console.result({ upgrades: shown }, () => auditText(shown, console.colors));
  return exitCodes.done;
};
