import {
  ApplicationListenerRule,
  type IApplicationListener,
  ListenerAction,
  type ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { EntrancePlace } from './entrance';

export interface ShareOutProps {
  listener: IApplicationListener;
  shares: EntrancePlace['shares'];
  /** Of the rule. */
  priority: number;
  /** Which requests it shares out. */
  conditions: ListenerCondition[];
}

/** The rule by which requests are shared out among the instances. No client sticks to one of them. */
export const shareOut = (scope: Construct, id: string, props: ShareOutProps) =>
  new ApplicationListenerRule(scope, id, {
    listener: props.listener,
    priority: props.priority,
    conditions: props.conditions,
    action: ListenerAction.weightedForward(props.shares),
  });
