import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Ids, randomIds } from '../core/ids';
import type { Table } from './client';
import { secretKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

/** The cluster's secret, the same for all its nodes, made by the first that asks. */
export async function clusterSecret(
  table: Table,
  cluster: string,
  { ids = randomIds, ...send }: SendOptions & { ids?: Ids } = {},
): Promise<string> {
  for (;;) {
    const item = await readItem<{ secret: string }>(table, secretKey(cluster), send);
    if (item) return item.secret;
    const command = new PutItemCommand({
      TableName: table.name,
      Item: marshall({ ...secretKey(cluster), secret: ids.next() + ids.next() }),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await sendUntilAnswered(() => table.client.send(command), send);
  }
}
