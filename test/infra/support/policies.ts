import type { Template } from 'aws-cdk-lib/assertions';

export interface PolicyOnRole {
  /** As its template refers to the role, the same in every stack. */
  role: string;
  kind: 'managed' | 'inline';
  /** Characters of its document, as IAM counts them, at their most. */
  size: number;
}

interface Resource {
  Type: string;
  Properties: { Roles?: unknown[]; PolicyDocument: unknown };
}

const kinds: Record<string, PolicyOnRole['kind']> = {
  'AWS::IAM::ManagedPolicy': 'managed',
  'AWS::IAM::Policy': 'inline',
};

/** The policies of a template, once for each role that they are on. */
export function policiesOn(template: Template): PolicyOnRole[] {
  const resources = template.toJSON().Resources as Record<string, Resource>;
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    const kind = kinds[Type];
    if (!kind) return [];
    const { length: size } = JSON.stringify(rendered(resources, Properties.PolicyDocument));
    return (Properties.Roles ?? []).map((role) => ({ role: idOf(role), kind, size }));
  });
}

/** A role's logical id, be it referred to in its own stack or imported from it. */
const idOf = (reference: unknown): string =>
  /(\w+Role[0-9A-F]{8})/.exec(JSON.stringify(reference).replace(/ExportsOutputRef/, ' '))?.[1] ??
  JSON.stringify(reference);

/** Names that AWS gives are as long as these at most. */
const lengths: Record<string, number> = {
  'AWS::ElasticLoadBalancingV2::ListenerRule':
    'arn:aws:elasticloadbalancing:ap-southeast-1:'.length + 120,
  'AWS::IAM::Role': 'arn:aws:iam::123456789012:role/'.length + 64,
  'AWS::EC2::LaunchTemplate': 'lt-0123456789abcdef0'.length,
};
const OTHER_LENGTH = 64;

function rendered(resources: Record<string, Resource>, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => rendered(resources, each));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (rendered(resources, join[1]) as string[]).join(String(join[0]));
  if (Ref === 'AWS::Partition') return 'aws';
  if (Ref === 'AWS::Region') return 'ap-southeast-1';
  if (Ref === 'AWS::AccountId') return '123456789012';
  const id: unknown = Ref ?? (Array.isArray(attribute) ? attribute[0] : undefined);
  if (id !== undefined || 'Fn::ImportValue' in value)
    return 'x'.repeat(lengths[resources[String(id)]?.Type ?? ''] ?? OTHER_LENGTH);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, rendered(resources, each)]),
  );
}
