import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Announcements } from '../../infra';
import { quickApp } from './support/app';
import { resource } from './support/clusters';

const stack = new Stack(quickApp(), 'Upgrade');
const stateMachine = new StateMachine(stack, 'StateMachine', {
  definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')),
});
new Announcements(stack, 'Announcements', stateMachine);
const { Targets: [target] = [] } = resource(Template.fromStack(stack), 'AWS::Events::Rule') as {
  Targets?: {
    InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string };
  }[];
};

/**
 * What EventBridge makes of an event: strings stand in quotes as they are, objects as JSON
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 */
function announced(event: object): unknown {
  const { InputPathsMap = {}, InputTemplate = '' } = target?.InputTransformer ?? {};
  const text = Object.entries(InputPathsMap).reduce((template, [name, path]) => {
    const value = path
      .split('.')
      .slice(1)
      .reduce<unknown>((inner, field) => (inner as Record<string, unknown>)[field], event);
    const put = typeof value === 'string' ? value : JSON.stringify(value);
    return template.replaceAll(`<${name}>`, () => put);
  }, InputTemplate);
  return JSON.parse(text);
}

describe('an announcement', () => {
  const input = JSON.stringify({ cluster: 'shop', update: { orders: 'registry/orders@sha256:1' } });

  it('says which upgrade, of which cluster, to what', () => {
    const detail = { name: 'one', status: 'RUNNING', input };
    expect(announced({ detail })).toEqual({
      announcement: 'Transship: upgrade one is RUNNING.',
      detail: { name: 'one', status: 'RUNNING', input },
    });
  });

  it('of a refusal says why, whatever characters that has', () => {
    const why = { error: 'UpgradeInProgress', cause: 'Cluster "shop" is\nbeing upgraded.' };
    const detail = { name: 'two', status: 'FAILED', input, ...why };
    expect(announced({ detail })).toMatchObject({
      announcement: 'Transship: upgrade two is FAILED.',
      detail: why,
    });
  });
});
