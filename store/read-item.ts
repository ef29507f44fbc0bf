import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Table } from './client';
import type { Key } from './keys';
import { type SendOptions, untilAnswered } from './send';

/** An item as it stands now, without its key: read consistently, so that it is evidence. */
export async function readItem<T>(
  table: Table,
  key: Key,
  send?: SendOptions,
): Promise<T | undefined> {
  const command = new GetItemCommand({
    TableName: table.name,
    Key: marshall(key),
    ConsistentRead: true,
  });
  const { Item } = await untilAnswered(() => table.client.send(command), send);
  if (!Item) return undefined;
  const item = unmarshall(Item);
  delete item.pk;
  delete item.sk;
  return item as T;
}
