import {
  type Action,
  DescribeRulesCommand,
  ModifyRuleCommand,
  type Rule,
  type RuleCondition,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { TEST_HEADER } from '../../core/hook';
import { randomIds } from '../../core/ids';
import type { HeldLock } from '../held-lock';
import { loadBalancing } from './clients';

const NOWHERE: Action = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain' },
};

/**
 * Leads requests that carry the header to the target group, and no others: by a value that nobody can guess. Errors:
 * `LockLost`, `ClusterNotReady`.
 */
export async function leadTests(
  lock: HeldLock,
  cluster: ClusterConfiguration,
  targetGroupArn: string,
): Promise<void> {
  const value = randomIds.next();
  const there: Action = {
    Type: 'forward',
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] },
  };
  for (const rule of await readTestRules(cluster)) await change(lock, rule, value, there);
}

/** From now on nothing leads past the weights; whoever still has the last test's header gets 404. Errors: `LockLost`. */
export async function closeTests(lock: HeldLock, cluster: ClusterConfiguration): Promise<void> {
  for (const arn of cluster.testRules ?? []) {
    // One that is gone, or is no such rule any more, leads no test.
    const rules = await readTestRules({ testRules: [arn] }).catch(noneToClose);
    for (const rule of rules)
      if (rule.Actions?.some(({ Type }) => Type === 'forward'))
        await change(lock, rule, randomIds.next(), NOWHERE);
  }
}

/** The header's value by which requests come to the instance that is tested. Errors: `ClusterNotReady`. */
export async function readTestValue(cluster: ClusterConfiguration): Promise<string> {
  const [rule] = await readTestRules(cluster);
  const [value] = rule?.Conditions?.find(isOnHeader)?.HttpHeaderConfig?.Values ?? [];
  if (value !== undefined) return value;
  throw notReady(`rule ${rule?.RuleArn} gives no value for the header ${TEST_HEADER}`);
}

/** Errors: `ClusterNotReady` if there are no such rules, or one does not ask for the header. */
export async function readTestRules({
  testRules = [],
}: Pick<ClusterConfiguration, 'testRules'>): Promise<Rule[]> {
  if (testRules.length === 0) throw notReady('its configuration names no rule for tests');
  const { Rules = [] } = await loadBalancing
    .send(new DescribeRulesCommand({ RuleArns: testRules }))
    .catch((error: unknown) => {
      if (!(error instanceof RuleNotFoundException)) throw error;
      throw notReady(`one of its rules for tests is not there any more (${testRules.join(', ')})`);
    });
  for (const { RuleArn, Conditions = [] } of Rules)
    if (!Conditions.some(isOnHeader))
      throw notReady(`rule ${RuleArn} has no condition on the header ${TEST_HEADER}`);
  return Rules;
}

async function change(lock: HeldLock, rule: Rule, value: string, action: Action): Promise<void> {
  await lock.prove();
  await loadBalancing.send(
    new ModifyRuleCommand({
      RuleArn: rule.RuleArn,
      Conditions: rule.Conditions?.map((condition) => withValue(condition, value)),
      Actions: [action],
    }),
  );
}

const isOnHeader = ({ HttpHeaderConfig }: RuleCondition): boolean =>
  HttpHeaderConfig?.HttpHeaderName?.toLowerCase() === TEST_HEADER.toLowerCase();

/** The condition as it may be given: values are told beside a field's own configuration too, where they must not be. */
export function withValue(told: RuleCondition, value: string): RuleCondition {
  const { Values, RegexValues, ...condition } = told;
  if (isOnHeader(condition))
    return {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: TEST_HEADER, Values: [value] },
    };
  const configured = Object.keys(condition).some((field) => field.endsWith('Config'));
  return configured ? condition : { ...condition, Values, RegexValues };
}

const notReady = (reason: string): TransshipError =>
  new TransshipError('ClusterNotReady', `Instances of the cluster cannot be tested: ${reason}.`);

function noneToClose(error: unknown): Rule[] {
  if (error instanceof TransshipError && error.name === 'ClusterNotReady') return [];
  throw error;
}
