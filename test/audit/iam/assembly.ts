import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

export interface Template {
  stack: string;
  Resources: Record<string, Resource>;
  Parameters?: Record<string, { Default?: string }>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

/** The synthesised templates, with everything that only a deployment would know filled in: made up, but the same everywhere. */
export class Assembly {
  readonly templates: Template[];

  constructor(directory: string) {
    this.templates = readdirSync(directory)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => ({
        stack: basename(file, '.template.json'),
        ...(JSON.parse(readFileSync(join(directory, file), 'utf8')) as Omit<Template, 'stack'>),
      }));
  }

  /** All resources of a type, with what they say resolved. */
  ofType(type: string): { template: Template; id: string; properties: Record<string, unknown> }[] {
    return this.templates.flatMap((template) =>
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties = {} }]) => ({
          template,
          id,
          properties: this.resolve(template, Properties) as Record<string, unknown>,
        })),
    );
  }

  /** A value with its intrinsic functions carried out. */
  resolve(template: Template, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.resolve(template, each));
    if (typeof value !== 'object' || value === null) return value;
    const [entry, ...others] = Object.entries(value as Record<string, unknown>);
    if (entry && others.length === 0) {
      const [name, argument] = entry;
      if (name === 'Ref') return this.#ref(template, String(argument));
      if (name === 'Fn::GetAtt') return this.#attribute(template, argument);
      if (name.startsWith('Fn::'))
        return this.#function(template, name, this.resolve(template, argument));
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.resolve(template, each)]),
    );
  }

  #function(template: Template, name: string, argument: unknown): unknown {
    const list = argument as unknown[];
    switch (name) {
      case 'Fn::Join':
        return (list[1] as string[]).join(String(list[0]));
      case 'Fn::Select':
        return (list[1] as unknown[])[Number(list[0])];
      case 'Fn::Split':
        return String(list[1]).split(String(list[0]));
      case 'Fn::ImportValue':
        return this.#exported(String(argument));
      case 'Fn::Sub':
        return String(argument).replaceAll(/\$\{([\w:.]+)\}/g, (_, id: string) =>
          String(id.includes('.') ? this.#attribute(template, id) : this.#ref(template, id)),
        );
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`);
      default:
        throw new Error(`${name} in ${template.stack} is not known here`);
    }
  }

  #exported(name: string): unknown {
    for (const template of this.templates)
      for (const { Value, Export } of Object.values(template.Outputs ?? {}))
        if (Export && this.resolve(template, Export.Name) === name)
          return this.resolve(template, Value);
    throw new Error(`Nothing is exported as ${name}`);
  }

  #ref(template: Template, id: string): unknown {
    const pseudo: Record<string, string> = {
      'AWS::AccountId': ACCOUNT,
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': template.stack,
      'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${template.stack}/0`,
    };
    if (pseudo[id] !== undefined) return pseudo[id];
    const resource = template.Resources[id];
    if (!resource) return template.Parameters?.[id]?.Default ?? id;
    return arnFirst.has(resource.Type)
      ? this.#arn(template, id, resource)
      : this.#name(template, id, resource);
  }

  #attribute(template: Template, argument: unknown): unknown {
    const [id = '', attribute = ''] = Array.isArray(argument)
      ? (argument as string[])
      : String(argument).split('.');
    const resource = template.Resources[id];
    if (!resource) throw new Error(`There is no ${id} in ${template.stack}`);
    if (attribute === 'Arn' || attribute.endsWith('Arn')) return this.#arn(template, id, resource);
    if (attribute === 'Name') return this.#name(template, id, resource);
    return `${id}.${attribute}`;
  }

  #name(template: Template, id: string, { Type, Properties = {} }: Resource): string {
    const property = `${Type.split('::')[2]}Name`;
    const given = Properties[property];
    return given === undefined ? id : String(this.resolve(template, given));
  }

  #arn(template: Template, id: string, resource: Resource): string {
    const name = this.#name(template, id, resource);
    const make = arns[resource.Type];
    if (!make) return `arn:aws:unknown:${REGION}:${ACCOUNT}:${resource.Type}/${name}`;
    return make(name, (property) =>
      String(this.resolve(template, resource.Properties?.[property])),
    );
  }
}

const HEX = '0123456789abcdef';
const of = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** How AWS forms them. */
const arns: Record<string, (name: string, property: (name: string) => string) => string> = {
  'AWS::DynamoDB::Table': (name) => of('dynamodb', `table/${name}`),
  'AWS::DynamoDB::GlobalTable': (name) => of('dynamodb', `table/${name}`),
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::KMS::Key': (name) => of('kms', `key/${name}`),
  'AWS::Lambda::Function': (name) => of('lambda', `function:${name}`),
  'AWS::Lambda::Version': (_, property) =>
    `${of('lambda', `function:${property('FunctionName')}`)}:1`,
  'AWS::ECS::Cluster': (name) => of('ecs', `cluster/${name}`),
  'AWS::ECS::Service': (name, property) => of('ecs', `service/${property('Cluster')}/${name}`),
  'AWS::ECS::TaskDefinition': (_, property) => of('ecs', `task-definition/${property('Family')}:1`),
  'AWS::StepFunctions::StateMachine': (name) => of('states', `stateMachine:${name}`),
  'AWS::AutoScaling::AutoScalingGroup': (name) =>
    of('autoscaling', `autoScalingGroup:${HEX}:autoScalingGroupName/${name}`),
  'AWS::EC2::LaunchTemplate': (name) => of('ec2', `launch-template/${name}`),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (name) =>
    of('elasticloadbalancing', `loadbalancer/app/${name}/${HEX}`),
  'AWS::ElasticLoadBalancingV2::Listener': (name) =>
    of('elasticloadbalancing', `listener/app/balancer/${HEX}/${name}`),
  'AWS::ElasticLoadBalancingV2::ListenerRule': (name) =>
    of('elasticloadbalancing', `listener-rule/app/balancer/${HEX}/${HEX}/${name}`),
  'AWS::ElasticLoadBalancingV2::TargetGroup': (name) =>
    of('elasticloadbalancing', `targetgroup/${name}/${HEX}`),
};

/** Those whose `Ref` is their ARN. */
const arnFirst = new Set([
  'AWS::Lambda::Version',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::StepFunctions::StateMachine',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
]);
