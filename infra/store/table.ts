import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
  TableEncryption,
  type WarmThroughput,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { EXPIRES, tableDefinition } from '../../store/table';

export interface TableOptions {
  tableName: string;
  encryptionKey?: IKey;
  warmThroughput?: WarmThroughput;
  removalPolicy: RemovalPolicy;
}

type Definition = ReturnType<typeof tableDefinition>;

/** The table as `store/table.ts` defines it, in CloudFormation. */
export function createTable(scope: Construct, id: string, options: TableOptions): Table {
  const definition = tableDefinition(options.tableName);
  const table = new Table(scope, id, {
    ...options,
    ...keysOf(definition, definition.KeySchema),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: options.encryptionKey
      ? TableEncryption.CUSTOMER_MANAGED
      : TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: EXPIRES,
    deletionProtection: options.removalPolicy === RemovalPolicy.RETAIN,
  });
  for (const index of indexesOf(definition)) table.addGlobalSecondaryIndex(index);
  return table;
}

const indexesOf = (definition: Definition): GlobalSecondaryIndexProps[] =>
  (definition.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', KeySchema, Projection }) => {
    if (Projection?.ProjectionType !== 'KEYS_ONLY')
      throw new Error(`Index ${IndexName} of the public store is expected to hold keys only.`);
    return {
      indexName: IndexName,
      ...keysOf(definition, KeySchema),
      projectionType: ProjectionType.KEYS_ONLY,
    };
  });

function keysOf(definition: Definition, schema: Definition['KeySchema']) {
  const find = (type: 'HASH' | 'RANGE'): Attribute => {
    const name = schema?.find(({ KeyType }) => KeyType === type)?.AttributeName ?? '';
    const attribute = definition.AttributeDefinitions?.find((it) => it.AttributeName === name);
    return {
      name,
      type: attribute?.AttributeType === 'N' ? AttributeType.NUMBER : AttributeType.STRING,
    };
  };
  return { partitionKey: find('HASH'), sortKey: find('RANGE') };
}
