import { DeleteItemCommand, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { systemClock } from '../core/clock';
import type { NodeRecord } from '../core/node';
import type { Table } from './client';
import { nodeKey, nodesPartition, nodeShards } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

/** A record outlives its node's last beat by this long, so that the executions of a dead node are found. */
const RECORD_LIFETIME_SECONDS = 24 * 60 * 60;

/** So many earlier processes of a slot are remembered. */
const FORMER_LIMIT = 16;

export interface NodeStore {
  /**
   * The first report of a process, which takes the slot over from its predecessor.
   * Returns the ids of the slot's earlier processes, newest first.
   */
  enter(record: NodeRecord): Promise<string[]>;
  /** A later report. `superseded`: another process has the slot, and this one must own nothing more. */
  report(record: NodeRecord): Promise<'accepted' | 'superseded'>;
  /** Removes the record of a node that owns nothing and ends. */
  leave(record: NodeRecord): Promise<void>;
  /** All records of an instance, read consistently. */
  list(cluster: string, instance: string): Promise<NodeRecord[]>;
}

export function createNodeStore(
  table: Table,
  { clock = systemClock, ...send }: SendOptions = {},
): NodeStore {
  const keyOf = ({ cluster, instance, slot }: NodeRecord) => nodeKey(cluster, instance, slot);

  const read = (record: NodeRecord) =>
    readItem<NodeRecord>(table, keyOf(record), { clock, ...send });

  const put = (record: NodeRecord, condition: string, values?: Record<string, unknown>) => {
    const expires = Math.floor(clock.now() / 1000) + RECORD_LIFETIME_SECONDS;
    const command = new PutItemCommand({
      TableName: table.name,
      Item: marshall({ ...keyOf(record), ...record, expires }),
      ConditionExpression: condition,
      ...(values && {
        ExpressionAttributeNames: { '#node': 'node' },
        ExpressionAttributeValues: marshall(values),
      }),
    });
    return sendUntilAnswered(() => table.client.send(command), { clock, ...send });
  };

  return {
    async enter(record) {
      for (;;) {
        const before = await read(record);
        if (before?.node === record.node) return before.former;
        const former = before ? [before.node, ...before.former].slice(0, FORMER_LIMIT) : [];
        const answer = before
          ? await put({ ...record, former }, '#node = :before', { ':before': before.node })
          : await put({ ...record, former }, 'attribute_not_exists(pk)');
        if (answer === 'accepted') return former;
      }
    },

    async report(record) {
      // An earlier report of this very process that comes late must not undo a later one.
      const answer = await put(record, '#node = :node AND beat < :beat', {
        ':node': record.node,
        ':beat': record.beat,
      });
      if (answer === 'accepted') return 'accepted';
      const standing = await read(record);
      return standing?.node === record.node ? 'accepted' : 'superseded';
    },

    async leave(record) {
      const command = new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(keyOf(record)),
        ConditionExpression: '#node = :node',
        ExpressionAttributeNames: { '#node': 'node' },
        ExpressionAttributeValues: marshall({ ':node': record.node }),
      });
      await sendUntilAnswered(() => table.client.send(command), { clock, ...send });
    },

    async list(cluster, instance) {
      const ofShard = async (shard: number): Promise<NodeRecord[]> => {
        const records: NodeRecord[] = [];
        const pages = paginateQuery(
          { client: table.client },
          {
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: marshall({
              ':pk': nodesPartition(cluster, instance, shard),
            }),
            ConsistentRead: true,
          },
        );
        for await (const { Items = [] } of pages)
          records.push(...Items.map((item) => unmarshall(item) as NodeRecord));
        return records;
      };
      return (await Promise.all(nodeShards.map(ofShard))).flat();
    },
  };
}
