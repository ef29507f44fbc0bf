import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import type { ClusterProps } from '../../infra';
import { base, clusterTemplate, resource } from './support/clusters';

const MIGRATION = 'arn:aws:lambda:us-east-1:123456789012:function:migrate';
const { shared } = base();
const migrate = Function.fromFunctionArn(shared, 'Migrate', MIGRATION);
const withHooks = (hooks: ClusterProps['hooks']) => clusterTemplate({ cluster: { hooks } });

test('a cluster tells its upgrades what to ask, and for how long', () => {
  const template = withHooks({
    beforeUpgrade: { function: migrate, timeout: Duration.minutes(2) },
    onRollBack: { function: migrate },
  });
  const { Configuration } = resource(template, 'Custom::TransshipRegistration');
  const hooks = {
    beforeUpgrade: { function: MIGRATION, timeoutSeconds: 120 },
    onRollBack: { function: MIGRATION, timeoutSeconds: 900 },
  };
  const told = JSON.stringify(JSON.stringify(hooks)).slice(1, -1);
  expect(JSON.stringify(Configuration)).toContain(told);
});

test('only the Lambda that asks them may, and it may ask nothing else', () => {
  const template = withHooks({ afterUpgrade: { function: migrate } });
  const policies = template.findResources('AWS::IAM::ManagedPolicy', {
    Properties: {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction' })]),
      },
    },
  });
  expect(
    Object.values(policies).map(({ Properties }: { Properties?: object }) => Properties),
  ).toMatchObject([
    {
      Description: 'Transship, cluster shop: Run hook',
      PolicyDocument: {
        Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: MIGRATION }],
      },
    },
  ]);
});

test('a hook that may take longer than an upgrade can wait is refused when it is synthesised', () => {
  const timeout = Duration.hours(2);
  expect(() => withHooks({ beforeUpgrade: { function: migrate, timeout } })).toThrow(
    'Hook beforeUpgrade of cluster shop may take 1 to 1800 seconds, not 7200.',
  );
});
