/** What others demand of templates: cdk-nag's rules for AWS solutions, and CloudFormation's own as CDK checks them. */
import { Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { shopApp } from '../../infra/shop';
import { testApp } from './support/app';

/** Bundles change with every line of a Lambda. */
const masked = (template: Template): unknown =>
  JSON.parse(
    JSON.stringify(template.toJSON())
      .replaceAll(/[0-9a-f]{64}/g, 'HASH')
      .replaceAll(/CurrentVersion[0-9A-F]{8}[0-9a-f]{32}/g, 'CurrentVersionHASH'),
  );

it('a stack that breaks a rule does not pass', () => {
  const app = testApp();
  new Topic(new Stack(app, 'Loose'), 'Topic');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow(/AwsSolutions-SNS3/);
});

describe.each(['ecs', 'ec2'])('the stacks with nodes on %s', (compute) => {
  const app = testApp({ compute, firstAmi: 'ami-0123456789abcdef0' });
  const { store, upgrade, cluster, pipeline } = shopApp(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  it('break no rule that is not acknowledged with a reason', () => {
    expect(() => app.synth()).not.toThrow();
  });

  it.each([
    ['cluster', cluster],
    ...(compute === 'ecs'
      ? ([
          ['store', store],
          ['upgrade', upgrade],
          ['pipeline', pipeline],
        ] as const)
      : []),
  ] as const)('are as they were reviewed: %s', (_, stack) => {
    expect(masked(Template.fromStack(stack))).toMatchSnapshot();
  });
});
