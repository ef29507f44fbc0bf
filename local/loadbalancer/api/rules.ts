import type {
  CreateRuleOutput,
  DescribeRulesOutput,
  ModifyRuleOutput,
  Rule as Description,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account } from '../account';
import { ruleArn } from '../arns';
import type { Rule } from '../proxy/listener';
import { Propagated, type Propagation } from '../proxy/propagation';
import { actions, describeActions, readAction } from './actions';
import { conditions, describeCondition } from './conditions';
import { list, operation, type Operations, whole } from '../../aws/query-operation';

export const ruleOperations = (account: Account, propagation: Propagation): Operations => ({
  /** A new rule is in force at once; only changes take time to propagate. */
  CreateRule: operation(
    z.object({
      ListenerArn: z.string(),
      Priority: whole(1, 50_000),
      Conditions: conditions,
      Actions: actions,
    }),
    (input): CreateRuleOutput => {
      const listener = account.listener(input.ListenerArn);
      if (listener.rules.some(({ priority }) => priority === input.Priority)) {
        throw new AwsError('PriorityInUse', `Priority ${input.Priority} is taken`);
      }
      const action = readAction(account, listener.loadBalancerArn, input.Actions);
      const rule = {
        arn: ruleArn(listener.settings.arn),
        loadBalancerArn: listener.loadBalancerArn,
        priority: input.Priority,
        routing: new Propagated({ conditions: input.Conditions, ...action }, propagation),
      };
      listener.addRule(rule);
      return { Rules: [describe(rule)] };
    },
  ),

  DescribeRules: operation(
    z.object({ ListenerArn: z.string().optional(), RuleArns: list(z.string()) }),
    ({ ListenerArn: of, RuleArns: arns }): DescribeRulesOutput => {
      if (!of && !arns) {
        throw new AwsError('ValidationError', 'Name a listener or at least one rule');
      }
      const chosen = arns?.map((arn) => account.rule(arn)) ?? account.listener(of ?? '').rules;
      return { Rules: chosen.map(describe) };
    },
  ),

  ModifyRule: operation(
    z.object({
      RuleArn: z.string(),
      Conditions: conditions.optional(),
      Actions: actions.optional(),
    }),
    ({ RuleArn: arn, Conditions, Actions }): ModifyRuleOutput => {
      const rule = account.rule(arn);
      if (rule.priority === 'default') {
        throw new AwsError('OperationNotPermitted', 'Change a default rule with ModifyListener');
      }
      const { conditions: before, ...action } = rule.routing.latest;
      rule.routing.set({
        conditions: Conditions ?? before,
        ...(Actions ? readAction(account, rule.loadBalancerArn, Actions) : action),
      });
      return { Rules: [describe(rule)] };
    },
  ),
});

const describe = ({ arn, priority, routing }: Rule): Description => ({
  RuleArn: arn,
  Priority: String(priority),
  IsDefault: priority === 'default',
  Conditions: routing.latest.conditions.map(describeCondition),
  Actions: describeActions(routing.latest),
});
