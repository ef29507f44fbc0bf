import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Table } from './client';
import type { Key } from './keys';
import { namesIn } from './names-in';
import { type SendOptions, sendUntilAnswered } from './send';

/** A change of an item, and what must hold of it: both speak of attributes as `#name`, of values as `:name`. */
export interface ItemUpdate {
  change: string;
  condition: string;
  /** What is undefined is left out. */
  values: object;
  /** Of attributes whose names are made of what is stored. */
  names?: Record<string, string>;
}

/** Changes an item if the condition holds, else refuses. The same update sent twice must leave the same. */
export function updateItem(
  table: Table,
  key: Key,
  { change, condition, values, names }: ItemUpdate,
  send?: SendOptions,
): ReturnType<typeof sendUntilAnswered> {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: marshall(key),
    UpdateExpression: change,
    ConditionExpression: condition,
    ExpressionAttributeNames: { ...namesIn(`${change} ${condition}`), ...names },
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
  });
  return sendUntilAnswered(() => table.client.send(command), send);
}
