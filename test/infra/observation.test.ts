import { Template } from 'aws-cdk-lib/assertions';
import { PipelineStack } from '../../infra';
import { permissions } from '../../infra/upgrade/permissions';
import type { FleetAction } from '../../infra/upgrade/permissions';
import type { Fleet } from '../../lambdas/fleet';
import { base, clusterTemplate, resource } from './support/clusters';

/** Compiled, not run: what permissions.ts knows of a fleet is what a fleet can do. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const same: Same<Exclude<FleetAction, 'tellVersion'>, keyof Fleet> = true;

const template = clusterTemplate();
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as {
  Properties: Record<string, unknown>;
}[];

describe('the alarms of a cluster', () => {
  it('are on when requests end with server errors, or an instance has no healthy node', () => {
    expect(alarms.map(({ Properties }) => Properties.ComparisonOperator).sort()).toEqual([
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanThreshold',
    ]);
  });

  it('are sent to the topic on which upgrades are announced', () => {
    for (const { Properties } of alarms)
      expect(JSON.stringify(Properties.AlarmActions)).toContain('Announcements');
  });

  it('are looked at by whoever takes an instance', () => {
    const lookers = Object.entries(permissions).filter(([, { alarms: looks }]) => looks);
    expect(lookers.map(([state]) => state)).toEqual(['Validate update', 'Shift requests away']);
  });
});

describe('the dashboard of a cluster', () => {
  it('shows who gets the requests, and what the handover does', () => {
    const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').DashboardBody);
    for (const metric of [
      'RequestCount',
      'HealthyHostCount',
      'HTTPCode_Target_5XX_Count',
      'ExecutionsOwned',
      'ExecutionsParked',
      'ExecutionsResumed',
      'ExecutionsStaying',
      'HandoverTime',
      'WritesFenced',
      'ExecutionsStarted',
    ])
      expect(body).toContain(metric);
  });
});

describe('the pipeline', () => {
  const { app, upgrade } = base();
  const pipeline = Template.fromStack(
    new PipelineStack(app, 'Pipeline', { upgrade, manifest: 'install.json' }),
  );

  it("starts the state machine with the manifest of a build's artifact", () => {
    const { Stages } = resource(pipeline, 'AWS::CodePipeline::Pipeline') as { Stages: object[] };
    expect(Stages).toMatchObject([
      { Actions: [{ ActionTypeId: { Provider: 'S3' }, OutputArtifacts: [{ Name: 'Build' }] }] },
      {
        Actions: [
          {
            ActionTypeId: { Provider: 'StepFunctions' },
            Configuration: { InputType: 'FilePath', Input: 'Build::install.json' },
            InputArtifacts: [{ Name: 'Build' }],
          },
        ],
      },
    ]);
  });

  it('is started when a build has put its artifact', () => {
    expect(resource(pipeline, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['aws.s3'], detail: { object: { key: ['build.zip'] } } },
    });
  });
});

it('what permissions.ts knows of a fleet is what a fleet can do', () => {
  expect(same).toBe(true);
});
