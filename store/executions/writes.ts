import {
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../core/clock';
import type { Fence } from '../../core/execution';
import type { Table } from '../client';
import { executionPartition, headKey } from '../keys';
import { type SendOptions, sendUntilAnswered, untilAnswered } from '../send';
import { EXPIRES } from '../table';
import { type StoredCheckpoint, encodeChunk, encodeHead } from './codec';
import { fold } from './folding';

/** Chunks and receipts of an execution that never ends are kept for a year and a day. */
export const LIFETIME_SECONDS = 366 * 24 * 60 * 60;

/** Each conjunct of the fence by its name. */
const fence = ({ owner, epoch, seq }: Fence) => {
  const ownerStands = owner === undefined ? 'attribute_not_exists(#owner)' : '#owner = :owner';
  return {
    ConditionExpression: `${ownerStands} AND epoch = :epoch AND seq = :seq`,
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: marshall(
      { ':owner': owner, ':epoch': epoch, ':seq': seq },
      { removeUndefinedValues: true },
    ),
  };
};

export function createWrites(table: Table, clock: Clock) {
  const TableName = table.name;

  /** Chunks first: nothing leads to them until the fenced write of the head is accepted. */
  const put = async (
    checkpoint: StoredCheckpoint,
    condition: Omit<ConstructorParameters<typeof PutItemCommand>[0], 'TableName' | 'Item'>,
    send?: SendOptions,
  ): Promise<'accepted' | 'refused'> => {
    const { chunks, head } = fold(checkpoint);
    const expires = Math.floor(clock.now() / 1000) + LIFETIME_SECONDS;
    for (const { name, chunk } of chunks) {
      const Item = encodeChunk(checkpoint.id, name, chunk, expires);
      // Once written it is only given its expiry; a late duplicate must not take that away.
      const ConditionExpression = 'attribute_not_exists(pk)';
      const command = new PutItemCommand({ TableName, Item, ConditionExpression });
      await sendUntilAnswered(() => table.client.send(command), { clock, ...send });
    }
    const command = new PutItemCommand({ TableName, Item: encodeHead(head), ...condition });
    return sendUntilAnswered(() => table.client.send(command), { clock, ...send });
  };

  const chunkKeys = async (id: string) => {
    const pages = paginateQuery(
      { client: table.client },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :chunk)',
        ExpressionAttributeValues: marshall({ ':pk': executionPartition(id), ':chunk': 'chunk#' }),
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
      },
    );
    const keys = [];
    for await (const { Items = [] } of pages) keys.push(...Items);
    return keys;
  };

  return {
    create: (checkpoint: StoredCheckpoint, send?: SendOptions) =>
      put(checkpoint, { ConditionExpression: 'attribute_not_exists(pk)' }, send),

    replace: (before: Fence, after: StoredCheckpoint, send?: SendOptions) =>
      put(after, fence(before), send),

    /** TTL deletes days late; an execution that has expired gives its id free at once. */
    async removeExpired(id: string, send?: SendOptions): Promise<void> {
      const command = new DeleteItemCommand({
        TableName,
        Key: marshall(headKey(id)),
        ConditionExpression: `${EXPIRES} <= :now`,
        ExpressionAttributeValues: marshall({ ':now': Math.floor(clock.now() / 1000) }),
      });
      await sendUntilAnswered(() => table.client.send(command), { clock, ...send });
    },

    /** Lets all chunks go with their execution, also the orphans that no head points to. */
    async expireChunks(
      { id, expires, epoch, chunk, requestDigest }: StoredCheckpoint,
      send?: SendOptions,
    ) {
      // One that had a single owner, and no rival with the same key, has no orphans.
      if (chunk === undefined && epoch === 1 && requestDigest === undefined) return;
      for (const Key of await untilAnswered(() => chunkKeys(id), { clock, ...send })) {
        const command = new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: `SET ${EXPIRES} = :expires`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':expires': expires }),
        });
        await sendUntilAnswered(() => table.client.send(command), { clock, ...send });
      }
    },
  };
}
