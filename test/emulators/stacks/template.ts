/** A CloudFormation template, as far as it is looked into here. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, unknown>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string[];
}

/** A template without some of its resources, and without what depends on them by name only. */
export function without(template: Template, left: (resource: Resource) => boolean): Template {
  const gone = new Set(
    Object.entries(template.Resources).flatMap(([id, resource]) => (left(resource) ? id : [])),
  );
  const kept = Object.entries(template.Resources)
    .filter(([id]) => !gone.has(id))
    .map(([id, resource]) => {
      const DependsOn = resource.DependsOn?.filter((each) => !gone.has(each));
      return [id, { ...resource, DependsOn }] as const;
    });
  return { ...template, Resources: Object.fromEntries(kept) };
}

/** Changes the properties of every resource of a type. */
export function edit<Properties>(
  template: Template,
  type: string,
  change: (properties: Properties, logicalId: string) => Partial<Properties>,
): Template {
  const Resources = Object.entries(template.Resources).map(([id, resource]) => {
    if (resource.Type !== type) return [id, resource] as const;
    const properties = (resource.Properties ?? {}) as Properties;
    return [id, { ...resource, Properties: { ...properties, ...change(properties, id) } }] as const;
  });
  return { ...template, Resources: Object.fromEntries(Resources) };
}

/** The names that a template imports from other stacks. */
export function importsOf(template: Template): string[] {
  const found = JSON.stringify(template).matchAll(/\{"Fn::ImportValue":"([^"]+)"\}/g);
  return [...new Set([...found].map(([, name = '']) => name))];
}
