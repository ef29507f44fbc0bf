import {
  ApplicationListenerRule,
  type IApplicationListener,
  ListenerAction,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { TEST_HEADER } from '../../core/hook';

export interface TestRuleProps {
  listener: IApplicationListener;
  /** Lower than that of the rule that shares requests out. */
  priority: number;
  /** Which requests are the cluster's. */
  conditions: ListenerCondition[];
}

/**
 * The rule that an upgrade leads to an instance while it is tested, by a value of the header that nobody can guess. As
 * it is deployed it leads nowhere.
 */
export const testRule = (scope: Construct, id: string, props: TestRuleProps) =>
  new ApplicationListenerRule(scope, id, {
    listener: props.listener,
    priority: props.priority,
    conditions: [...props.conditions, ListenerCondition.httpHeader(TEST_HEADER, ['no test'])],
    action: ListenerAction.fixedResponse(404),
  });
