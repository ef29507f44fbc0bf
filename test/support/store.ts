import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb';
import type { Table } from '../../store/client';
import { tableDefinition } from '../../store/table';
import { startRemoteDynamoDb } from './remote-dynamodb';

/** Where somebody else's DynamoDB is, for a suite that is to run on that one. Default: this machine's own. */
const REMOTE = process.env.TRANSSHIP_DYNAMODB;

/** A public store on the real engine, with faults to be had. */
export interface TestStore extends DynamoDb {
  table: Table;
}

export async function startStore(
  options: Parameters<typeof startDynamoDb>[0] = {},
): Promise<TestStore> {
  const dynamoDb = await (REMOTE ? startRemoteDynamoDb(REMOTE) : startDynamoDb(options));
  // One engine may be asked by several test files at once.
  const name = `store-${randomUUID()}`;
  const client = new DynamoDBClient({
    endpoint: dynamoDb.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    // Nothing is to be sent twice because this machine has stood still for a moment.
    requestHandler: { requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  await client.send(new CreateTableCommand(tableDefinition(name)));
  return {
    ...dynamoDb,
    table: { client, name },
    close: async () => {
      client.destroy();
      await dynamoDb.close();
    },
  };
}
