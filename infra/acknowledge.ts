import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Findings of a rule pack that are meant to be so, on a construct and all in it: finding → why, in a sentence. */
export function acknowledge(scope: IConstruct, findings: Record<string, string>): void {
  for (const [id, reason] of Object.entries(findings))
    Validations.of(scope).acknowledge({ id, reason });
}

/** The same of ARNs with a wildcard in them that policies allow. */
export function acknowledgeWildcards(scope: IConstruct, arns: string[], reason: string): void {
  const stack = Stack.of(scope);
  for (const arn of arns)
    acknowledge(scope, { [`AwsSolutions-IAM5[Resource::${flat(stack.resolve(arn))}]`]: reason });
}

/** As cdk-nag writes what is only known when a stack is deployed: a reference's target in brackets. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, target] = []] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === 'Fn::Join') {
    const [separator, parts] = target as [string, unknown[]];
    return parts.map(flat).join(separator);
  }
  if (intrinsic === 'Ref') return `<${String(target)}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${(target as string[]).join('.')}>`;
  return flat(target);
}
