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

  it("is encrypted with a customer's key, which whoever uses the table may use", () => {
    expect(resource(store, 'AWS::DynamoDB::Table')).toMatchObject({
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      },
    });
    const policies = Object.values(upgrade.findResources('AWS::IAM::Policy')).filter((policy) =>
      JSON.stringify(policy).includes('dynamodb:'),
    );
    expect(policies.length).toBeGreaterThan(10);
    for (const policy of policies) expect(JSON.stringify(policy)).toContain('kms:Decrypt');
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

  it('lets the function that makes them write below their path, and nowhere else', () => {
    const statements = Object.values(store.findResources('AWS::IAM::Policy'))
      .map((policy) => JSON.stringify(policy))
      .filter((policy) => policy.includes('ssm:PutParameter'));
    expect(statements).toHaveLength(1);
    expect(statements[0]).toContain(':parameter/transship/*');
  });
});
