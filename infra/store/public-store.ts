import { RemovalPolicy } from 'aws-cdk-lib';
import type { Table, WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { WORK_INDEX } from '../../store/keys';
import { DeploymentFunctions } from './deployment-functions';
import { LiveState } from './live-state';
import { createTable } from './table';

export interface PublicStoreProps {
  /** @default 'transship' */
  tableName?: string;
  /** A key of your own. Whoever is granted something on the table is granted its use. @default - AWS's key */
  encryptionKey?: IKey;
  /** What the table can take from the first moment, before it has learnt how much comes. @default - DynamoDB's own */
  warmThroughput?: WarmThroughput;
  /** What becomes of the table when its stack is deleted; unless kept it can also be deleted by hand. @default RemovalPolicy.RETAIN */
  removalPolicy?: RemovalPolicy;
}

/** What a node does on the table. */
const NODE_ACTIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'];

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

  /** What a node needs. */
  grantNode(grantee: IGrantable): void {
    this.grant(grantee, ...NODE_ACTIONS);
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${WORK_INDEX}`],
    });
  }

  /** On the table itself, not on its indexes: `actions` without their `dynamodb:`. */
  grant(grantee: IGrantable, ...actions: string[]): void {
    this.table.encryptionKey?.grantEncryptDecrypt(grantee);
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
    });
  }

  /** The parameters that tell deployments of a cluster what is live; created in the store's stack, once. */
  liveStateOf(cluster: string, instances: string[]): LiveState {
    const known = this.liveStates.get(cluster);
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
