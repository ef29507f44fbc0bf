import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { WORK_INDEX } from './keys';

/** The attribute that DynamoDB's TTL watches, in seconds since the epoch. Also checked on read. */
export const EXPIRES = 'expires';

/** The public store's table: the only definition of it, for the embedded cloud, tests and infra alike. */
export const tableDefinition = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'workKey', AttributeType: 'S' },
    { AttributeName: 'workAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: WORK_INDEX,
      KeySchema: [
        { AttributeName: 'workKey', KeyType: 'HASH' },
        { AttributeName: 'workAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});
