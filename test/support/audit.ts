import type { AuditRecord } from '../../core/audit';
import { createAuditStore } from '../../store/audit';
import type { Cluster } from './real-cluster';

/** What is recorded of a cluster's upgrades, the newest first. */
export async function audited({ table, shop }: Cluster): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of createAuditStore(table).list(shop.configuration.name))
    records.push(record);
  return records;
}
