import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type {
  AuditRecord,
  AuditedApproval,
  AuditedEnd,
  AuditedHandover,
  AuditedInstance,
  AuditedRehearsal,
} from '../core/audit';
import type { Table } from './client';
import { type Key, auditKey, auditPartition } from './keys';
import { readItem } from './read-item';
import { DataFault, type SendOptions } from './send';
import { EXPIRES } from './table';
import { type ItemUpdate, updateItem } from './update-item';

/** A record is kept for 400 days after its upgrade began. */
export const AUDIT_KEPT_SECONDS = 400 * 24 * 60 * 60;

export type AuditedBegin = Pick<
  AuditRecord,
  'generation' | 'execution' | 'by' | 'manifest' | 'sha256' | 'begunAt'
>;

type Written = 'accepted' | 'refused';

/** The audit records of a cluster's upgrades. Each write may be sent any number of times. */
export interface AuditStore {
  /** Refused: it is there. */
  begin(cluster: string, record: AuditedBegin, send?: SendOptions): Promise<Written>;
  /** Fails, as those below do, if there is no record to add this to. */
  plan(
    cluster: string,
    generation: number,
    which: 'plan' | 'wayBack',
    instances: AuditedInstance[],
    send?: SendOptions,
  ): Promise<void>;
  approval(
    cluster: string,
    generation: number,
    approval: AuditedApproval,
    send?: SendOptions,
  ): Promise<void>;
  rehearsal(
    cluster: string,
    generation: number,
    rehearsal: AuditedRehearsal,
    send?: SendOptions,
  ): Promise<void>;
  handover(
    cluster: string,
    generation: number,
    handover: AuditedHandover,
    send?: SendOptions,
  ): Promise<void>;
  /** Refused: it has ended, or there is none. */
  end(cluster: string, generation: number, end: AuditedEnd, send?: SendOptions): Promise<Written>;
  read(cluster: string, generation: number, send?: SendOptions): Promise<AuditRecord | undefined>;
  /** Newest first, consistently. */
  list(cluster: string): AsyncIterable<AuditRecord>;
}

/** In maps, so that what is written again is not there twice. */
type AuditItem = Omit<AuditRecord, 'approvals' | 'rehearsals' | 'handovers'> & {
  approvals?: Record<string, AuditedApproval>;
  rehearsals?: Record<string, AuditedRehearsal>;
  handovers: Record<string, AuditedHandover>;
};

const THERE = 'attribute_exists(pk)';

export function createAuditStore(table: Table): AuditStore {
  const write = (key: Key, update: ItemUpdate, send?: SendOptions): Promise<Written> =>
    updateItem(table, key, update, send);

  const add = async (
    key: Key,
    update: Omit<ItemUpdate, 'condition'>,
    send?: SendOptions,
  ): Promise<void> => {
    if ((await write(key, { ...update, condition: THERE }, send)) === 'accepted') return;
    throw new DataFault(`There is no audit record ${key.pk} ${key.sk}`);
  };

  return {
    begin(cluster, record, send) {
      const { generation, begunAt } = record;
      const expires = Math.floor(Date.parse(begunAt) / 1_000) + AUDIT_KEPT_SECONDS;
      const item = Object.entries({
        ...record,
        approvals: {},
        rehearsals: {},
        handovers: {},
        [EXPIRES]: expires,
      }).filter(([, value]) => value !== undefined);
      return write(
        auditKey(cluster, generation),
        {
          change: `SET ${item.map(([name]) => `#${name} = :${name}`).join(', ')}`,
          condition: 'attribute_not_exists(pk)',
          values: Object.fromEntries(item.map(([name, value]) => [`:${name}`, value])),
        },
        send,
      );
    },

    plan: (cluster, generation, which, instances, send) =>
      add(
        auditKey(cluster, generation),
        { change: `SET #${which} = :instances`, values: { ':instances': instances } },
        send,
      ),

    approval: (cluster, generation, approval, send) =>
      add(auditKey(cluster, generation), entryOf('approvals', approval.instance, approval), send),

    rehearsal: (cluster, generation, rehearsal, send) =>
      add(
        auditKey(cluster, generation),
        entryOf('rehearsals', rehearsal.instance, rehearsal),
        send,
      ),

    handover: (cluster, generation, handover, send) =>
      add(
        auditKey(cluster, generation),
        entryOf('handovers', `${handover.instance}#${handover.generation}`, handover),
        send,
      ),

    end: (cluster, generation, end, send) =>
      write(
        auditKey(cluster, generation),
        {
          change: 'SET #ended = :ended',
          condition: `${THERE} AND attribute_not_exists(#ended)`,
          values: { ':ended': end },
        },
        send,
      ),

    async read(cluster, generation, send) {
      const item = await readItem<AuditItem>(table, auditKey(cluster, generation), send);
      return item && recordIn(item);
    },

    async *list(cluster) {
      const pages = paginateQuery(
        { client: table.client },
        {
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': auditPartition(cluster) }),
          ConsistentRead: true,
          ScanIndexForward: false,
        },
      );
      for await (const { Items = [] } of pages)
        for (const item of Items) yield recordIn(unmarshall(item) as AuditItem);
    },
  };
}

/** An entry of one of the record's maps. */
const entryOf = (map: 'approvals' | 'rehearsals' | 'handovers', key: string, entry: object) => ({
  change: `SET #${map}.#key = :entry`,
  values: { ':entry': entry },
  names: { '#key': key },
});

const recordIn = (item: AuditItem): AuditRecord => ({
  generation: item.generation,
  execution: item.execution,
  ...(item.by !== undefined && { by: item.by }),
  manifest: item.manifest,
  sha256: item.sha256,
  begunAt: item.begunAt,
  ...(item.plan && { plan: item.plan }),
  ...(item.wayBack && { wayBack: item.wayBack }),
  approvals: inTime(item.approvals),
  rehearsals: inTime(item.rehearsals),
  handovers: inTime(item.handovers),
  ...(item.ended && { ended: item.ended }),
});

const inTime = <T extends { at: string }>(entries: Record<string, T> = {}): T[] =>
  Object.values(entries).sort((one, other) => (one.at < other.at ? -1 : 1));
