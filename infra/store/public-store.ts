import { RemovalPolicy } from 'aws-cdk-lib';
import type { Table, WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { WORK_INDEX, nodePartitions } from '../../store/keys';
import { DeploymentFunctions } from './deployment-functions';
import { LiveState } from './live-state';
import { createTable } from './table';

export interface PublicStoreProps {
  /** @default 'transship' */
  tableName?: string;
  /** A key of your own; who is granted the table may use it, as far as reading or writing takes. @default - AWS's key */
  encryptionKey?: IKey;
  /** What the table can take from the first moment, before it has learnt how much comes. @default - DynamoDB's own */
  warmThroughput?: WarmThroughput;
  /** What becomes of the table when its stack is deleted; unless kept it can also be deleted by hand. @default RemovalPolicy.RETAIN */
  removalPolicy?: RemovalPolicy;
}

/**
 * What DynamoDB asks of a key in the name of whoever reads, or writes, by their full names:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const KEY_READS = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_WRITES = [
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
/** As a node reads. */
const READS = ['GetItem', 'Query'];

/**
 * The table on which nodes and upgrades agree, what deployments must know of live state, and the functions by which
 * clusters' stacks reach both. It may serve many clusters, and it is deployed before them.
 */
export class PublicStore extends Construct {
  readonly table: Table;
  readonly functions: DeploymentFunctions;
  private readonly liveStates = new Map<string, LiveState>();

  constructor(scope: Construct, id: string, props: PublicStoreProps = {}) {
    super(scope, id);
    this.table = createTable(this, 'Table', {
      tableName: props.tableName ?? 'transship',
      encryptionKey: props.encryptionKey,
      warmThroughput: props.warmThroughput,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.functions = new DeploymentFunctions(this, 'Deployment', this);
  }

  /** What a node of a cluster needs: no lock, no release and no other cluster's nodes are in its reach. */
  grantNode(grantee: IGrantable, cluster: string): void {
    const { written, onlyRead } = nodePartitions(cluster);
    this.grantKey(grantee, WRITES);
    this.grantItems(grantee, READS, [...written, ...onlyRead]);
    this.grantItems(grantee, WRITES, written);
    this.grantWork(grantee);
  }

  /** To find work through the index: keys of executions, and nothing else of them. */
  grantWork(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${WORK_INDEX}`],
    });
  }

  /** On the table itself, not on its indexes: `actions` without their `dynamodb:`. */
  grant(grantee: IGrantable, ...actions: string[]): void {
    this.grantKey(grantee, actions);
    this.grantItems(grantee, actions);
  }

  private grantKey(grantee: IGrantable, actions: string[]): void {
    const changes = actions.some((action) => WRITES.includes(action));
    this.table.encryptionKey?.grant(grantee, ...KEY_READS, ...(changes ? KEY_WRITES : []));
  }

  private grantItems(grantee: IGrantable, actions: string[], partitions?: string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
      conditions: partitions && {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
      },
    });
  }

  /** The parameters that tell deployments of a cluster what is live; created in the store's stack, once. */
  liveStateOf(cluster: string, instances: string[]): LiveState {
    const known = this.liveStates.get(cluster);
    if (known && String(known.instances) !== String(instances))
      throw new Error(
        `Cluster ${cluster} is there already, with the instances ${known.instances.join(', ')}: clusters of one public store have names of their own.`,
      );
    if (known) return known;
    const liveState = new LiveState(this, `LiveState-${cluster}`, {
      cluster,
      instances,
      provider: this.functions.liveState,
    });
    this.liveStates.set(cluster, liveState);
    return liveState;
  }
}
