/** What a cluster's nodes may read and write of the table that all clusters share. */
import {
  auditKey,
  configurationKey,
  headKey,
  lockKey,
  modeKey,
  nodeKey,
  nodeShards,
  nodesPartition,
  releaseKey,
  secretKey,
  upgradeKey,
} from '../../store/keys';
import { clusterTemplate, type Compute, resource } from './support/clusters';

interface Statement {
  Action: string[];
  Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string[] } };
}

/** Partitions, with wildcards, on which a node's role may do something. */
function partitionsOf(compute: Compute) {
  const role = compute === 'ecs' ? 'FirstBlueprintTaskRole' : 'FirstRole';
  const { PolicyDocument } = resource(
    clusterTemplate({ compute }),
    'AWS::IAM::Policy',
    `${role}DefaultPolicy`,
  ) as { PolicyDocument: { Statement: Statement[] } };
  const may = (action: string) =>
    PolicyDocument.Statement.filter(({ Action }) => [Action].flat().includes(`dynamodb:${action}`))
      .filter((statement) => !JSON.stringify(statement).includes('/index/'))
      .map(
        ({ Condition }) => Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'] ?? ['*'],
      );
  return (action: string, pk: string): boolean =>
    may(action).some((patterns) => patterns.some((pattern) => like(pattern).test(pk)));
}

const like = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

const own = {
  execution: headKey('any').pk,
  'node record': nodeKey('shop', 'first', 'slot').pk,
  "other instance's node record": nodesPartition('shop', 'second', nodeShards[0] ?? 0),
  secret: secretKey('shop').pk,
};
const told = {
  configuration: configurationKey('shop').pk,
  mode: modeKey('shop', 'first').pk,
};
const upgrades = {
  'audit record': auditKey('shop', 1).pk,
  lock: lockKey('shop').pk,
  release: releaseKey('shop', 'first').pk,
  upgrade: upgradeKey('shop').pk,
};
const foreign = {
  mode: modeKey('shop-eu', 'first').pk,
  'node record': nodeKey('shop-eu', 'first', 'slot').pk,
  secret: secretKey('shop-eu').pk,
  configuration: configurationKey('shop-eu').pk,
};

describe.each(['ecs', 'ec2'] as const)('a node of cluster shop, on %s,', (compute) => {
  const may = partitionsOf(compute);
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem'];

  it.each(Object.entries(own))('may read and write: %s', (_, pk) => {
    for (const action of ['GetItem', 'Query', ...writes]) expect(may(action, pk)).toBe(true);
  });

  it.each(Object.entries(told))('may read, and not write: %s', (_, pk) => {
    expect(may('GetItem', pk)).toBe(true);
    for (const action of writes) expect(may(action, pk)).toBe(false);
  });

  it.each(Object.entries(upgrades))('may not write what upgrades go by: %s', (_, pk) => {
    for (const action of writes) expect(may(action, pk)).toBe(false);
  });

  it.each(Object.entries(foreign))('may neither read nor write of another cluster: %s', (_, pk) => {
    for (const action of ['GetItem', 'Query', ...writes]) expect(may(action, pk)).toBe(false);
  });

  it('may not scan', () => {
    expect(may('Scan', own.execution)).toBe(false);
  });
});
