import {
  DescribeRulesCommand,
  ModifyRuleCommand,
  type Rule,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { TEST_HEADER } from '../../core/hook';
import type { HeldLock } from '../held-lock';
import { loadBalancing } from './clients';

/**
 * Leads requests that carry the header with this value, and no others, to the target group. Errors: `LockLost`;
 * `ClusterNotReady` if there is no such rule, or one that does not ask for the header.
 */
export async function leadTests(
  lock: HeldLock,
  cluster: ClusterConfiguration,
  { targetGroupArn, value }: { targetGroupArn: string; value: string },
): Promise<void> {
  for (const rule of await readTestRules(cluster)) {
    await lock.prove();
    await loadBalancing.send(
      new ModifyRuleCommand({
        RuleArn: rule.RuleArn,
        Conditions: rule.Conditions?.map((condition) => withValue(condition, value)),
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] },
          },
        ],
      }),
    );
  }
}

/** The header's value by which requests come to the instance that is tested. Errors: `ClusterNotReady`. */
export async function readTestValue(cluster: ClusterConfiguration): Promise<string> {
  const [rule] = await readTestRules(cluster);
  const [value] = rule?.Conditions?.find(isOnHeader)?.HttpHeaderConfig?.Values ?? [];
  if (value !== undefined) return value;
  throw notReady(`the rule ${rule?.RuleArn} gives no value for the header ${TEST_HEADER}`);
}

async function readTestRules({ testRules = [] }: ClusterConfiguration): Promise<Rule[]> {
  if (testRules.length === 0) throw notReady('its configuration names no rule for tests');
  const command = new DescribeRulesCommand({ RuleArns: testRules });
  const { Rules = [] } = await loadBalancing.send(command);
  for (const { RuleArn, Conditions = [] } of Rules)
    if (!Conditions.some(isOnHeader))
      throw notReady(`the rule ${RuleArn} has no condition on the header ${TEST_HEADER}`);
  return Rules;
}

const isOnHeader = ({ HttpHeaderConfig }: RuleCondition): boolean =>
  HttpHeaderConfig?.HttpHeaderName?.toLowerCase() === TEST_HEADER.toLowerCase();

/** `Values` is told beside a field's own configuration, and may not be given so. */
function withValue({ Values, ...condition }: RuleCondition, value: string): RuleCondition {
  if (isOnHeader(condition))
    return {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: TEST_HEADER, Values: [value] },
    };
  const configured = Object.keys(condition).some((field) => field.endsWith('Config'));
  return configured ? condition : { ...condition, Values };
}

const notReady = (reason: string): TransshipError =>
  new TransshipError('ClusterNotReady', `The instance cannot be tested: ${reason}.`);
