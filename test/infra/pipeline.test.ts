import { Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { UpgradePipeline } from '../../infra';
import { testApp } from './support/app';
import { base, resource } from './support/clusters';
import { blocks } from './support/guide';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

const actionsOn = (template: Template, word: string): string[] => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => (Properties as Policy).PolicyDocument.Statement,
  );
  const found = statements.filter(({ Resource }) => JSON.stringify(Resource).includes(word));
  return [...new Set(found.flatMap(({ Action }) => Action))].sort();
};

describe('the pipeline', () => {
  const { app, upgrade } = base();
  const stack = new Stack(app, 'Pipeline');
  new UpgradePipeline(stack, 'Pipeline', { upgrade, manifest: 'install.json' });
  const pipeline = Template.fromStack(stack);

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

describe("a pipeline that reads another account's bucket", () => {
  const OTHER = '210987654321';
  const KEY = `arn:aws:kms:us-east-1:${OTHER}:key/0123`;
  const app = testApp();
  const { upgrade } = base(app);
  const stack = new Stack(app, 'Pipeline');
  const bucket = Bucket.fromBucketAttributes(stack, 'Builds', {
    bucketName: 'builds-of-another',
    account: OTHER,
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
  });
  new UpgradePipeline(stack, 'Pipeline', { upgrade, bucket });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const template = Template.fromStack(stack);
  const granted = actionsOn(template, ':s3:::builds-of-another');
  const policies = blocks('json').filter(({ text }) => text.includes('Statement'));
  const allowed = (JSON.parse(policies[0]?.text ?? '{}') as { Statement: Statement[] }).Statement;

  it('may read its artifact and decrypt it, and change nothing there', () => {
    expect(granted).toEqual(['s3:GetBucket*', 's3:GetObject*', 's3:List*']);
    expect(actionsOn(template, KEY)).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
    expect(JSON.stringify(template.toJSON())).not.toContain(`${OTHER}:role`);
  });

  it('keeps what it passes on in a bucket of its own', () => {
    const { ArtifactStore } = resource(template, 'AWS::CodePipeline::Pipeline');
    expect(ArtifactStore).toMatchObject({
      Location: { Ref: expect.stringContaining('Artifacts') as string },
    });
  });

  it('is started by events that the other account forwards, and by none but of S3', () => {
    expect(resource(template, 'AWS::Events::EventBusPolicy')).toMatchObject({
      Statement: {
        Principal: { AWS: { 'Fn::Join': ['', expect.arrayContaining([`:iam::${OTHER}:root`])] } },
        Action: 'events:PutEvents',
        Condition: { 'ForAllValues:StringEquals': { 'events:source': 'aws.s3' } },
      },
    });
    expect(resource(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { detail: { bucket: { name: ['builds-of-another'] } } },
    });
  });

  it("is let in by the bucket's policy as the guide has it", () => {
    const inGroups = (actions: string[]) =>
      actions.filter((action) => granted.some((group) => action.startsWith(group.slice(0, -1))));
    const actions = allowed.flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion', 's3:GetBucketVersioning']),
    );
    expect(inGroups(actions)).toEqual(actions);
  });

  it('breaks no rule that is not acknowledged with a reason', () => {
    expect(() => app.synth()).not.toThrow();
  });
});
