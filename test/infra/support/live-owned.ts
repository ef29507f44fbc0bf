import type { Template } from 'aws-cdk-lib/assertions';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string[];
}

const resourcesOf = (template: Template) => template.toJSON().Resources as Record<string, Resource>;

/** Which properties upgrades (or scaling) change at run time, by the type of resource. */
const owned: Record<string, string[]> = {
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Actions'],
  'AWS::ECS::Service': ['TaskDefinition', 'DesiredCount', 'LoadBalancers'],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['MinCapacity', 'MaxCapacity', 'SuspendedState'],
  'AWS::AutoScaling::AutoScalingGroup': [
    'LaunchTemplate',
    'DesiredCapacity',
    'MinSize',
    'MaxSize',
    'TargetGroupARNs',
  ],
};

/**
 * What belongs to upgrades, by logical id. A reference whose value changes with what it refers to is given with that;
 * one that is a name, or reads a parameter, stands for itself.
 */
export function liveOwned(template: Template): Record<string, Record<string, unknown>> {
  const found = Object.entries(resourcesOf(template)).flatMap(([id, { Type, Properties = {} }]) => {
    const names = owned[Type];
    if (!names) return [];
    const values = names.map((name) => [name, followed(template, Properties[name])] as const);
    return [[id, Object.fromEntries(values)] as const];
  });
  return Object.fromEntries(found);
}

/** What of `owned` is a number, so that a deployment which touches its resource sets it. */
export function literals(template: Template): string[] {
  return Object.values(resourcesOf(template)).flatMap(({ Type, Properties = {} }) => {
    const { Actions, DesiredCount, DesiredCapacity } = Properties;
    const weights =
      Type === 'AWS::ElasticLoadBalancingV2::ListenerRule'
        ? (JSON.stringify(Actions).match(/"Weight":\d+/g) ?? [])
        : [];
    return [
      ...weights,
      ...(DesiredCount === undefined ? [] : ['DesiredCount']),
      ...(DesiredCapacity === undefined ? [] : ['DesiredCapacity']),
    ];
  });
}

function followed(template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => followed(template, each));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const [id = '', name = ''] = attribute ?? [Ref];
  const target = resourcesOf(template)[id];
  // A revision's ARN, and the number of a version; parameters have no resource.
  if (target?.Type === 'AWS::ECS::TaskDefinition' || /VersionNumber$/.test(name))
    return { changesWith: target };
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, followed(template, each)]),
  );
}

/** Type of resource → its properties that differ, sorted; `added` or `gone` where there is one on one side only. */
export function differences(one: Template, other: Template): Record<string, string[]> {
  const [before, after] = [resourcesOf(one), resourcesOf(other)];
  const found: Record<string, Set<string>> = {};
  const note = (type: string, what: string) => (found[type] ??= new Set()).add(what);
  for (const [id, { Type, Properties = {} }] of Object.entries({ ...before, ...after })) {
    const was = before[id]?.Properties;
    const is = after[id]?.Properties;
    if (!before[id] || !after[id]) note(Type, before[id] ? 'gone' : 'added');
    else
      for (const name of Object.keys({ ...was, ...is, ...Properties }))
        if (JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name])) note(Type, name);
  }
  return Object.fromEntries(
    Object.entries(found).map(([type, names]) => [type, [...names].sort()] as const),
  );
}
