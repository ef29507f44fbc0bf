import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TestStore } from './store';

export type Item = Record<string, AttributeValue>;

/** All items of an execution as they are stored. */
export async function itemsOf({ table }: TestStore, id: string): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `execution#${id}` } },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

/** Bytes of an item as DynamoDB bills them: names and values, a number by its digits. */
export const sizeOf = (item: Item): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + size(value),
    0,
  );

function size({ S, N, L }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/\D/g, '').length / 2) + 1;
  if (L !== undefined) return L.reduce((sum, value) => sum + size(value) + 1, 3);
  throw new Error('Of what other kinds are there attributes now?');
}
