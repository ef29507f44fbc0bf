import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A DynamoDB table that is a public store, and the client to reach it by. */
export interface Table {
  client: DynamoDBClient;
  name: string;
}

/**
 * A client whose every attempt ends within `attemptMs` (default 2 s), so that a frozen connection is noticed.
 * It does not retry by itself: what an answer that never came means is decided by each write.
 */
export const createClient = (
  options: { attemptMs?: number; attempts?: number } = {},
): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: options.attempts ?? 3,
    requestHandler: {
      connectionTimeout: options.attemptMs ?? 2_000,
      requestTimeout: options.attemptMs ?? 2_000,
      throwOnRequestTimeout: true,
    },
  });
