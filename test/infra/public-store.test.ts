import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { PublicStore, Upgrade } from '../../infra';
import { tableDefinition } from '../../store/table';
import { quickApp } from './support/app';
import { resource } from './support/clusters';

function synthesise() {
  const app = quickApp();
  const stack = new Stack(app, 'Store');
  const encryptionKey = new Key(stack, 'Key');
  const store = new PublicStore(stack, 'Store', {
    tableName: 'public',
    encryptionKey,
    warmThroughput: { readUnitsPerSecond: 20_000, writeUnitsPerSecond: 10_000 },
  });
  const upgrades = new Stack(app, 'Upgrades');
  new Upgrade(upgrades, 'Upgrade', { store });
  store.liveStateOf('shop', ['first', 'second']);
  return { store: Template.fromStack(stack), upgrade: Template.fromStack(upgrades) };
}

const { store, upgrade } = synthesise();

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html, without a wildcard. */
const reads = ['Decrypt', 'DescribeKey'];
const writes = [
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

/** What each role may do on the table, and on its key. */
const granted = Object.values(upgrade.findResources('AWS::IAM::Policy')).flatMap(
  ({ Properties }) => {
    const { PolicyDocument } = Properties as {
      PolicyDocument: { Statement: { Action: string | string[] }[] };
    };
    const actions = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    const of = (service: string) =>
      actions
        .filter((action) => action.startsWith(`${service}:`))
        .map((action) => action.slice(service.length + 1))
        .sort();
    const onTable = of('dynamodb');
    return onTable.length > 0 ? [{ onTable, onKey: of('kms') }] : [];
  },
);

describe('the public store', () => {
  it('has the keys and indexes that store/table.ts defines', () => {
    const { KeySchema, GlobalSecondaryIndexes, AttributeDefinitions } = resource(
      store,
      'AWS::DynamoDB::Table',
    );
    const definition = tableDefinition('public');
    expect(KeySchema).toEqual(definition.KeySchema);
    expect(GlobalSecondaryIndexes).toEqual(definition.GlobalSecondaryIndexes);
    expect(AttributeDefinitions).toEqual(definition.AttributeDefinitions);
  });

  it('can be warm from the first moment', () => {
    expect(resource(store, 'AWS::DynamoDB::Table')).toMatchObject({
      WarmThroughput: { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 10_000 },
    });
  });

  it("is encrypted with a customer's key, which whoever uses the table may use as far as it needs", () => {
    expect(resource(store, 'AWS::DynamoDB::Table')).toMatchObject({
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      },
    });
    for (const { onTable, onKey } of granted)
      expect(onKey).toEqual(
        onTable.some((action) => /Put|Update|Delete/.test(action)) ? [...reads, ...writes] : reads,
      );
  });

  it('lets some roles write with that key, and some only read', () => {
    expect(granted.length).toBeGreaterThan(10);
    expect(new Set(granted.map(({ onKey }) => onKey.length))).toEqual(
      new Set([reads.length, reads.length + writes.length]),
    );
  });

  it('makes the parameters that tell what is live, once for a cluster', () => {
    const { Parameters } = resource(store, 'Custom::TransshipLiveState');
    expect(Parameters).toEqual({
      '/transship/shop/lock': 'free',
      '/transship/shop/weight/first': '100',
      '/transship/shop/weight/second': '100',
      '/transship/shop/version/first': '1',
      '/transship/shop/version/second': '1',
    });
  });

  it('gives an instance that joins a cluster no weight: its nodes are not there yet', () => {
    const { Lock, Joining } = resource(store, 'Custom::TransshipLiveState');
    expect(Lock).toBe('/transship/shop/lock');
    expect(Joining).toEqual({
      '/transship/shop/weight/first': '0',
      '/transship/shop/weight/second': '0',
    });
  });

  it('refuses a second cluster of the same name with other instances', () => {
    const other = new PublicStore(new Stack(quickApp(), 'Store'), 'Store');
    const first = other.liveStateOf('shop', ['first', 'second']);
    expect(other.liveStateOf('shop', ['first', 'second'])).toBe(first);
    expect(() => other.liveStateOf('shop', ['first', 'second', 'third'])).toThrow(
      /Cluster shop is there already, with the instances first, second/,
    );
  });

  it('lets the function that makes them write below their path, and nowhere else', () => {
    const statements = Object.values(store.findResources('AWS::IAM::Policy'))
      .map((policy) => JSON.stringify(policy))
      .filter((policy) => policy.includes('ssm:PutParameter'));
    // The guard's, which sets them back when a cluster is deleted, is the other one.
    expect(statements).toHaveLength(2);
    for (const statement of statements) expect(statement).toContain(':parameter/transship/*');
    expect(statements.filter((each) => each.includes('"ssm:Overwrite":"true"'))).toHaveLength(1);
  });
});
