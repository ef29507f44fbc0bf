/** The rule by which an instance is tested: where each kind of entrance has it, and who may lead it. */
import { Duration } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ApplicationListener, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { type Entrance, ForwardActions, Listener } from '../../infra';
import { base, clusterTemplate, resource } from './support/clusters';

const { shared } = base();
const smokeTest = {
  function: Function.fromFunctionArn(
    shared,
    'SmokeTest',
    'arn:aws:lambda:us-east-1:123456789012:function:smoke-test',
  ),
};
const tested = (entrance?: Entrance) =>
  clusterTemplate({ cluster: { hooks: { smokeTest }, entrance } });

const balancing = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const rule = `${balancing}:listener-rule/app/web/0123456789abcdef/fedcba9876543210/0011223344556677`;
const listener = ApplicationListener.fromApplicationListenerAttributes(shared, 'Listener', {
  listenerArn: `${balancing}:listener/app/web/0123456789abcdef/fedcba9876543210`,
  securityGroup: SecurityGroup.fromSecurityGroupId(shared, 'Balancer', 'sg-0123456789abcdef0'),
});
const listening = (testPriority?: number) =>
  new Listener({
    listener,
    idleTimeout: Duration.seconds(120),
    priority: 7,
    conditions: [ListenerCondition.pathPatterns(['/orders/*'])],
    testPriority,
  });

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const leadsNowhere = {
  Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
};
const onHeader = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Transship-Test' } };

test('a load balancer of the cluster’s own has a rule that is asked first, and leads nowhere yet', () => {
  const template = tested();
  template.resourceCountIs(RULE, 2);
  expect(resource(template, RULE, 'Tests')).toMatchObject({
    Priority: 50,
    Conditions: [{ Field: 'path-pattern' }, onHeader],
    ...leadsNowhere,
  });
});

test('a listener of yours gets a second rule, for the same requests with a header', () => {
  expect(resource(tested(listening(6)), RULE, 'Tests')).toMatchObject({
    Priority: 6,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/orders/*'] } }, onHeader],
    ...leadsNowhere,
  });
});

test.each([undefined, 7, 8])('one that would not be asked first (%p) is refused', (priority) => {
  expect(() => tested(listening(priority))).toThrow('give a testPriority lower than 7');
});

test('actions that were there before need rules for tests that were there too', () => {
  const forwards = [{ kind: 'rule' as const, arn: rule }];
  expect(() => tested(new ForwardActions({ forwards }))).toThrow(/needs testRules, one at least/);
  const testRule = rule.replace('0011223344556677', '7766554433221100');
  const template = tested(new ForwardActions({ forwards, testRules: [testRule] }));
  const { Configuration } = resource(template, 'Custom::TransshipRegistration');
  expect(JSON.stringify(Configuration)).toContain(testRule);
});

test('the Lambdas that lead tests to an instance and away from it may change that rule, and no others', () => {
  const template = tested();
  const [tests = ''] = Object.keys(template.findResources(RULE)).filter((id) =>
    id.includes('Tests'),
  );
  expect(tests).not.toBe('');
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map(
    ({ Properties }) => Properties as { Description: string },
  );
  const able = policies.filter((policy) => JSON.stringify(policy).includes(`{"Ref":"${tests}"}`));
  expect(able.map(({ Description }) => Description).sort()).toEqual([
    'Transship, cluster shop: Open for testing',
    'Transship, cluster shop: Restore serving',
    'Transship, cluster shop: Return requests',
    'Transship, cluster shop: Shift requests away',
  ]);
  const [opens] = able.filter(({ Description }) => Description.endsWith('Open for testing'));
  expect(opens).toMatchObject({
    PolicyDocument: {
      Statement: expect.arrayContaining([
        {
          Action: 'elasticloadbalancing:ModifyRule',
          Effect: 'Allow',
          Resource: { Ref: tests },
        },
      ]) as object[],
    },
  });
});

test('a cluster without tests has no such rule, and grants that Lambda nothing', () => {
  const template = clusterTemplate();
  template.resourceCountIs(RULE, 1);
  expect(Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).join(' ')).not.toContain(
    'OpenForTesting',
  );
});
