import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDb, type DynamoDbOptions, startDynamoDb } from '../../../../local/dynamodb';
import { tableDefinition } from '../../../../store/table';

export interface Store {
  db: DynamoDb;
  client: DynamoDBClient;
  close(): Promise<void>;
}

export const TableName = 'store';

/** The key of an item, by a name. */
export const key = (name: string) => ({ pk: { S: name }, sk: { S: 'head' } });

export const clientOf = (endpoint: string, maxAttempts = 1): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts,
  });

/** A DynamoDB with the public store's table in it, and a client that does not try again. */
export async function openStore(options: DynamoDbOptions = {}): Promise<Store> {
  const db = await startDynamoDb(options);
  const client = clientOf(db.endpoint);
  await client.send(new CreateTableCommand(tableDefinition(TableName)));
  return {
    db,
    client,
    close: async () => {
      client.destroy();
      await db.close();
    },
  };
}
