import { Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ClusterConfiguration } from '../../core/cluster';
import { acknowledgeWildcards } from '../acknowledge';
import type { BoundFleet } from '../fleets/fleet';
import type { LiveState } from '../store/live-state';
import type { BalancerAction, Permissions } from '../upgrade/permissions';
import type { Upgrade } from '../upgrade/upgrade';

export interface GrantsProps {
  cluster: string;
  upgrade: Upgrade;
  forwards: ClusterConfiguration['forwards'];
  testRules: string[];
  fleets: BoundFleet[];
  liveState: LiveState;
  /** That upgrades look at. */
  alarms: IAlarm[];
  /** That upgrades ask. */
  hooks: IFunction[];
}

/**
 * What the upgrade's Lambdas may do on this cluster, each as far as `permissions.ts` says that it must. They are managed
 * policies because each Lambda's role has one of every cluster: what stands in a role itself has room for five.
 */
export class Grants extends Construct {
  constructor(scope: Construct, id: string, props: GrantsProps) {
    super(scope, id);
    for (const { name, substitution, handler, permissions } of props.upgrade.functions) {
      const statements = this.statementsFor(permissions, props);
      if (statements.length > 0)
        new ManagedPolicy(this, substitution, {
          description: `Transship, cluster ${props.cluster}: ${name}`,
          roles: [handler.role],
          document: new PolicyDocument({ minimize: true, statements }),
        });
    }
    for (const { wildcards } of props.fleets)
      for (const [arn, reason] of Object.entries(wildcards))
        acknowledgeWildcards(this, [arn], reason);
    acknowledgeWildcards(
      this,
      ['*'],
      'What describes load balancers, alarms, scaling and definitions, and what takes a definition out of use, cannot be limited to some of them.',
    );
  }

  private statementsFor(
    {
      balancer,
      fleet,
      liveState = [],
      alarms = false,
      hooks = false,
      onlyWithTests = false,
    }: Permissions,
    props: GrantsProps,
  ): PolicyStatement[] {
    if (onlyWithTests && props.testRules.length === 0) return [];
    return [
      ...balancer.flatMap((action) => onBalancer(action, props)),
      ...fleet.flatMap((action) => props.fleets.flatMap(({ permissions }) => permissions[action])),
      ...(alarms && props.alarms.length > 0
        ? [
            new PolicyStatement({
              actions: ['cloudwatch:DescribeAlarms'],
              // Composite alarms are told of only to whom may see all.
              resources: ['*'],
            }),
          ]
        : []),
      ...(hooks && props.hooks.length > 0
        ? [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: props.hooks.map(({ functionArn }) => functionArn),
            }),
          ]
        : []),
      ...liveState.map((extent) => this.onLiveState(extent, props.liveState)),
    ];
  }

  private onLiveState(extent: 'lock' | 'all', { parameters, lock }: LiveState): PolicyStatement {
    const { partition, region, account } = Stack.of(this);
    return new PolicyStatement({
      actions: ['ssm:PutParameter'],
      resources: (extent === 'lock' ? [lock] : parameters).map(
        (path) => `arn:${partition}:ssm:${region}:${account}:parameter${path}`,
      ),
    });
  }
}

function onBalancer(
  action: BalancerAction,
  { forwards, testRules }: Pick<GrantsProps, 'forwards' | 'testRules'>,
): PolicyStatement[] {
  const allow = (name: string, resources = ['*']) =>
    new PolicyStatement({ actions: [`elasticloadbalancing:${name}`], resources });
  const arns = (kind: 'listener' | 'rule') =>
    forwards.filter((forward) => forward.kind === kind).map(({ arn }) => arn);
  const listeners = arns('listener');
  const rules = arns('rule');
  switch (action) {
    case 'readHealth':
      return [allow('DescribeTargetHealth')];
    case 'readStickiness':
      return [allow('DescribeTargetGroupAttributes')];
    case 'readWeights':
      return [
        ...(listeners.length > 0 ? [allow('DescribeListeners')] : []),
        ...(rules.length > 0 ? [allow('DescribeRules')] : []),
      ];
    case 'changeWeights':
      return [
        ...(listeners.length > 0 ? [allow('ModifyListener', listeners)] : []),
        ...(rules.length > 0 ? [allow('ModifyRule', rules)] : []),
      ];
    case 'readTests':
      return testRules.length > 0 ? [allow('DescribeRules')] : [];
    case 'leadTests':
      return testRules.length > 0 ? [allow('ModifyRule', testRules)] : [];
  }
}
