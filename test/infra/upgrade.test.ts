import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '../../infra/upgrade/permissions';
import { taskStates } from '../../infra/upgrade/states';
import { base, resource } from './support/clusters';

const root = join(__dirname, '../..');
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
    expect(upgradeFunctions).toHaveLength(taskStates().length);
    expect(Object.keys(permissions).sort()).toEqual(
      taskStates()
        .map(({ name }) => name)
        .sort(),
    );
    for (const { file } of taskStates()) expect(existsSync(join(root, file))).toBe(true);
  });

  it('call a version of their Lambda, by its ARN', () => {
    const { DefinitionSubstitutions } = resource(template, 'AWS::StepFunctions::StateMachine') as {
      DefinitionSubstitutions: Record<string, { Ref: string }>;
    };
    const versions = all('AWS::Lambda::Version').map(([id]) => id);
    for (const { substitution } of taskStates())
      expect(versions).toContain(DefinitionSubstitutions[substitution]?.Ref);
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
    for (const { name, substitution } of taskStates()) {
      const statements = all('AWS::IAM::Policy')
        .filter(([id]) => id.startsWith(`Upgrade${substitution}RoleDefaultPolicy`))
        .flatMap(([, { Properties }]) => statementsOf(Properties));
      const onTable = statements.flatMap(({ Action }) =>
        [Action].flat().filter((action) => action.startsWith('dynamodb:')),
      );
      const needed = permissions[name]?.table.map((action) => `dynamodb:${action}`) ?? [];
      expect([name, onTable.sort()]).toEqual([name, needed.sort()]);
    }
  });
});

describe('whoever listens', () => {
  it('is told when an upgrade starts or ends', () => {
    expect(resource(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [{ Ref: expect.stringContaining('StateMachine') as string }] },
      },
    });
    template.resourceCountIs('AWS::SNS::Topic', 1);
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
  (properties.PolicyDocument as { Statement: { Action: string | string[] }[] }).Statement;

it('is env-agnostic: no stack names an account or region', () => {
  expect(Stack.of(shared).environment).toContain('unknown');
});
