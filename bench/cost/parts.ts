import { type Recording, readRecording } from '../../recordings/recording';
import { type Counts, readCounts } from './counts';
import {
  type Table,
  markdown,
  priceTable,
  requestsTable,
  standingTable,
  upgradeTable,
} from './tables';
import { type UpgradeOptions, assumed } from './upgrade';

const REQUESTS = 1_000_000;

export async function tablesOf(
  { upgrade, requests }: { upgrade: UpgradeOptions; requests: number },
  recording: Recording,
  counts: Counts,
): Promise<Record<string, Table>> {
  return {
    'an upgrade': await upgradeTable(upgrade, recording, counts),
    'standing still': standingTable(counts),
    requests: requestsTable(requests, counts),
  };
}

/** Parts of docs/cost.md, by their names there. */
export async function costParts(): Promise<Record<string, string>> {
  const tables = await tablesOf(
    { upgrade: assumed, requests: REQUESTS },
    readRecording('succeeded'),
    readCounts(),
  );
  const all = { ...tables, prices: priceTable() };
  return Object.fromEntries(Object.entries(all).map(([name, table]) => [name, markdown(table)]));
}
