import { parentPort, workerData } from 'node:worker_threads';
import { type DynamoDbOptions, startDynamoDb } from './index';

/** The other end of `startDynamoDbApart`: serves until it is told to end. */
async function main(): Promise<void> {
  const dynamoDb = await startDynamoDb(workerData as DynamoDbOptions);
  parentPort?.once('message', () => void dynamoDb.close().then(() => parentPort?.close()));
  parentPort?.postMessage(dynamoDb.endpoint);
}

void main();
