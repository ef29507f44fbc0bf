import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb';
import type { Table } from '../../store/client';
import { tableDefinition } from '../../store/table';

/** A public store on the real engine, with faults to be had. */
export interface TestStore extends DynamoDb {
  table: Table;
}

export async function startStore(
  options: Parameters<typeof startDynamoDb>[0] = {},
): Promise<TestStore> {
  const dynamoDb = await startDynamoDb(options);
  const client = new DynamoDBClient({
    endpoint: dynamoDb.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
  });
  await client.send(new CreateTableCommand(tableDefinition('store')));
  return {
    ...dynamoDb,
    table: { client, name: 'store' },
    close: async () => {
      client.destroy();
      await dynamoDb.close();
    },
  };
}
