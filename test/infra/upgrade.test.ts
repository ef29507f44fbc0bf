import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '../../infra/upgrade/permissions';
import {
  CLEAN_UP_FILE,
  type TaskState,
  UPGRADE_FILE,
  taskStates,
} from '../../infra/upgrade/states';
import { base, resource } from './support/clusters';

const root = join(__dirname, '../..');
const upgradeStates = taskStates(UPGRADE_FILE);
const cleanUpStates = taskStates(CLEAN_UP_FILE);
const states = [
  ...upgradeStates,
  ...cleanUpStates.filter(({ name }) => upgradeStates.every((each) => each.name !== name)),
];
const { shared } = base();
const template = Template.fromStack(shared);

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}
const all = (type: string) =>
  Object.entries(template.findResources(type) as Record<string, Resource>);
const upgradeFunctions = all('AWS::Lambda::Function').filter(([id]) => id.startsWith('Upgrade'));

describe('the task states', () => {
  it('each have a Lambda, and it may do what permissions.ts says', () => {
    expect(upgradeFunctions).toHaveLength(states.length);
    expect(Object.keys(permissions).sort()).toEqual(states.map(({ name }) => name).sort());
    for (const { file } of states) expect(existsSync(join(root, file))).toBe(true);
  });

  it('call a version of their Lambda, by its ARN', () => {
    const versions = all('AWS::Lambda::Version').map(([id]) => id);
    const called = all('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => {
      const substitutions = Properties.DefinitionSubstitutions as Record<string, { Ref: string }>;
      for (const { Ref } of Object.values(substitutions)) expect(versions).toContain(Ref);
      return Object.keys(substitutions).sort();
    });
    const named = (of: TaskState[]) => of.map(({ substitution }) => substitution).sort();
    expect(called.sort()).toEqual([named(cleanUpStates), named(upgradeStates)].sort());
  });
});

describe('an upgrade in progress', () => {
  it.each(['AWS::Lambda::Version', 'AWS::StepFunctions::StateMachineVersion'])(
    'finishes on the code that it began with: %s is kept',
    (type) => {
      expect(all(type).length).toBeGreaterThan(0);
      for (const [, version] of all(type))
        expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    },
  );

  it('keeps its Lambdas: a deployment that has one less is asked about first, before the machine is changed', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    const { States } = resource(template, 'Custom::TransshipUpgradeStates') as { States: string[] };
    for (const state of States)
      expect(functions.some((id) => id.startsWith(`Upgrade${state}Function`))).toBe(true);
    expect(States).toHaveLength(upgradeFunctions.length);
    const [asked = ''] = Object.keys(template.findResources('Custom::TransshipUpgradeStates'));
    const machines = template.findResources('AWS::StepFunctions::StateMachine') as Record<
      string,
      { DependsOn: string[] }
    >;
    for (const [id, { DependsOn }] of Object.entries(machines))
      if (id.startsWith('UpgradeMachine')) expect(DependsOn).toContain(asked);
  });

  it('may call all versions of a Lambda', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'lambda:InvokeFunction',
            Resource: Match.arrayWith([
              {
                'Fn::Join': [
                  '',
                  [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Drain'), 'Arn'] }, ':*'],
                ],
              },
            ]),
          }),
        ]),
      },
    });
  });
});

describe('a new upgrade', () => {
  it('is started by an alias that is the newest version', () => {
    expect(resource(template, 'AWS::StepFunctions::StateMachineAlias')).toMatchObject({
      Name: 'current',
      RoutingConfiguration: [
        { Weight: 100, StateMachineVersionArn: { Ref: expect.anything() as string } },
      ],
    });
  });
});

describe('every Lambda', () => {
  it('has a role of its own', () => {
    const roles = upgradeFunctions.map(([, { Properties }]) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('runs at most 60 s, knows the table, and writes logs that are not kept for ever', () => {
    for (const [, { Properties }] of upgradeFunctions)
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Timeout: 60,
        TracingConfig: { Mode: 'Active' },
        Environment: {
          Variables: { TABLE_NAME: { Ref: expect.stringContaining('Table') as string } },
        },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.anything() as string } },
      });
    for (const [, { Properties }] of all('AWS::Logs::LogGroup'))
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
  });

  it('may do on the table what its state needs, and nothing else', () => {
    for (const { name, substitution } of states) {
      const statements = all('AWS::IAM::Policy')
        .filter(([id]) => id.startsWith(`Upgrade${substitution}RoleDefaultPolicy`))
        .flatMap(([, { Properties }]) => statementsOf(Properties));
      const mayOn = (isIndex: boolean) =>
        statements
          .filter(({ Resource }) => JSON.stringify(Resource).includes('/index/work') === isIndex)
          .flatMap(({ Action }) => [Action].flat())
          .filter((action) => action.startsWith('dynamodb:'))
          .sort();
      const { table = [], parked = false } = permissions[name] ?? {};
      const needed = table.map((action) => `dynamodb:${action}`).sort();
      expect([name, mayOn(false)]).toEqual([name, needed]);
      expect([name, mayOn(true)]).toEqual([name, parked ? ['dynamodb:Query'] : []]);
    }
  });
});

const theUpgrade = { Ref: Match.stringLikeRegexp('^UpgradeMachine') };

describe('whoever listens', () => {
  it('is told when an upgrade starts or ends', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [theUpgrade], status: Match.absent() },
      },
    });
    template.resourceCountIs('AWS::SNS::Topic', 1);
  });
});

describe('an upgrade that did not end by itself', () => {
  it('is cleaned up after, and so is one that failed without freeing its lock', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [theUpgrade], status: ['ABORTED', 'TIMED_OUT', 'FAILED'] },
      },
      Targets: [
        Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^UpgradeCleanUpMachine') } }),
      ],
    });
  });
});

describe('the table', () => {
  it('is kept when its stack is deleted, and can be restored to any second', () => {
    const [[, table] = []] = all('AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    });
  });
});

const statementsOf = (properties: Record<string, unknown>) =>
  (properties.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown }[] })
    .Statement;

it('is env-agnostic: no stack names an account or region', () => {
  expect(Stack.of(shared).environment).toContain('unknown');
});
