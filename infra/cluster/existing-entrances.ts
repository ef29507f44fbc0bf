import { Duration } from 'aws-cdk-lib';
import type {
  IApplicationListener,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { ClusterConfiguration } from '../../core/cluster';
import type { BoundEntrance, Entrance, EntrancePlace } from './entrance';
import { shareOut } from './share-out';

export interface ListenerProps {
  listener: IApplicationListener;
  /** Of the load balancer, which the listener does not tell. */
  idleTimeout: Duration;
  /** Of the rule that is added. @default 100 */
  priority?: number;
  /** Which requests are the cluster's. @default - every path */
  conditions?: ListenerCondition[];
  /** The last part of the load balancer's ARN, from `app/`; for the dashboard. @default - not known */
  loadBalancerFullName?: string;
}

/** A listener of yours, to which a rule is added. */
export class Listener implements Entrance {
  readonly idleTimeout: Duration;

  constructor(private readonly props: ListenerProps) {
    this.idleTimeout = props.idleTimeout;
  }

  bind(scope: Construct, { shares }: EntrancePlace): BoundEntrance {
    const rule = shareOut(scope, 'Requests', { ...this.props, shares });
    const { listener, loadBalancerFullName } = this.props;
    return {
      forwards: [{ kind: 'rule', arn: rule.listenerRuleArn }],
      balancer: listener,
      rule,
      loadBalancerFullName,
      url: undefined,
    };
  }
}

export interface ForwardActionsProps {
  /**
   * The listeners whose default action, or the rules whose action, shares requests out among the instances already.
   * Whatever deploys them must not set weights: see docs/deploy.md.
   */
  forwards: ClusterConfiguration['forwards'];
  /** Of the load balancer. @default Duration.seconds(60) */
  idleTimeout?: Duration;
  /** The last part of the load balancer's ARN, from `app/`; for the dashboard. @default - not known */
  loadBalancerFullName?: string;
}

/** Actions of yours, which stay as they are but for the weights. */
export class ForwardActions implements Entrance {
  readonly idleTimeout: Duration;

  constructor(private readonly props: ForwardActionsProps) {
    this.idleTimeout = props.idleTimeout ?? Duration.seconds(60);
  }

  bind(): BoundEntrance {
    const { forwards, loadBalancerFullName } = this.props;
    return { forwards, balancer: undefined, rule: undefined, loadBalancerFullName, url: undefined };
  }
}
