import { Duration, Fn } from 'aws-cdk-lib';
import type {
  IApplicationListener,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { ClusterConfiguration } from '../../core/cluster';
import type { BoundEntrance, Entrance, EntrancePlace } from './entrance';
import { shareOut } from './share-out';
import { testRule } from './test-rule';

export interface ListenerProps {
  /** It may serve others too. */
  listener: IApplicationListener;
  /** Of the load balancer, which the listener does not tell. */
  idleTimeout: Duration;
  /** Of the rule that is added: rules with lower ones are asked first. */
  priority: number;
  /** Which requests are the cluster's; all others stay as they are. */
  conditions: ListenerCondition[];
  /**
   * Of the rule for smoke tests, which must be asked before the other one: lower than `priority`. Needed with a hook
   * `smokeTest`.
   */
  testPriority?: number;
}

/** A listener of yours, to which a rule is added. */
export class Listener implements Entrance {
  readonly idleTimeout: Duration;

  constructor(private readonly props: ListenerProps) {
    this.idleTimeout = props.idleTimeout;
  }

  bind(scope: Construct, { shares, tests }: EntrancePlace): BoundEntrance {
    const rule = shareOut(scope, 'Requests', { ...this.props, shares });
    const { listener } = this.props;
    return {
      forwards: [{ kind: 'rule', arn: rule.listenerRuleArn }],
      testRules: tests ? [this.testRule(scope)] : [],
      balancer: listener,
      rule,
      loadBalancer: { fullName: balancerOf(listener.listenerArn), shared: true },
      url: undefined,
    };
  }

  private testRule(scope: Construct): string {
    const { priority, testPriority } = this.props;
    if (testPriority === undefined || testPriority >= priority)
      throw new Error(
        `A cluster with a hook smokeTest needs a second rule of its listener, asked before the other one: give a testPriority lower than ${priority}.`,
      );
    return testRule(scope, 'Tests', { ...this.props, priority: testPriority }).listenerRuleArn;
  }
}

export interface ForwardActionsProps {
  /**
   * The listeners whose default action, or the rules whose action, shares requests out among the instances already;
   * at least one, all of one load balancer. Whatever deploys them must not set weights: see docs/deploy.md.
   */
  forwards: ClusterConfiguration['forwards'];
  /**
   * ARNs of rules that are asked before those, with the same conditions and one more, on the header `Transship-Test`.
   * Upgrades set its value, and where the rule leads. @default - none; needed with a hook `smokeTest`
   */
  testRules?: string[];
  /** Of the load balancer. @default Duration.seconds(60) */
  idleTimeout?: Duration;
}

/** Actions of yours, which stay as they are but for the weights. */
export class ForwardActions implements Entrance {
  readonly idleTimeout: Duration;

  constructor(private readonly props: ForwardActionsProps) {
    this.idleTimeout = props.idleTimeout ?? Duration.seconds(60);
  }

  bind(_scope: Construct, { tests }: EntrancePlace): BoundEntrance {
    const { forwards, testRules = [] } = this.props;
    const [first] = forwards;
    if (!first) throw new Error('ForwardActions needs a listener or a rule, at least one.');
    if (tests && testRules.length === 0)
      throw new Error(
        'ForwardActions of a cluster with a hook smokeTest needs testRules, one at least: see docs/hooks.md.',
      );
    return {
      forwards,
      testRules: tests ? testRules : [],
      balancer: undefined,
      rule: undefined,
      loadBalancer: { fullName: balancerOf(first.arn), shared: true },
      url: undefined,
    };
  }
}

/** How CloudWatch names the load balancer of a listener or a rule, from their ARN: `app/<name>/<id>`. */
function balancerOf(arn: string): string {
  const parts = Fn.split('/', arn);
  return [1, 2, 3].map((index) => Fn.select(index, parts)).join('/');
}
