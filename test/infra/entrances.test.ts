/** Load balancers, services and groups that were there before. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import {
  Cluster,
  Ec2Fleet,
  type Entrance,
  type Fleet,
  ForwardActions,
  Listener,
} from '../../infra';
import { base, resource } from './support/clusters';

const balancing = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
const idleTimeout = Duration.seconds(120);
const orders = {
  idleTimeout,
  priority: 7,
  conditions: [ListenerCondition.pathPatterns(['/orders/*'])],
};

const { app, store, upgrade, containers } = base();
/** A cluster in a stack of its own. */
function cluster(
  clusterName: string,
  entrance: (stack: Stack) => Entrance,
  fleets: (stack: Stack) => Fleet[] = () => [containers(), containers()],
): Stack {
  const stack = new Stack(app, clusterName);
  const [first, second] = fleets(stack) as [Fleet, Fleet];
  const instances = { first, second };
  new Cluster(stack, 'Cluster', {
    clusterName,
    store,
    upgrade,
    instances,
    entrance: entrance(stack),
  });
  return stack;
}

const imported = (stack: Stack) =>
  ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
    listenerArn: `${balancing}:listener/app/web/0123456789abcdef/fedcba9876543210`,
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Balancer', 'sg-0123456789abcdef0'),
  });

function ofTheSameApp(stack: Stack) {
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0 });
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc });
  return balancer.addListener('Http', {
    port: 80,
    defaultAction: ListenerAction.fixedResponse(404),
  });
}

const machines = (stack: Stack, name: string, pinned?: boolean) =>
  Ec2Fleet.fromExisting({
    groupName: `orders-${name}`,
    launchTemplateId: `lt-${name}`,
    role: Role.fromRoleName(stack, `Role-${name}`, 'machine'),
    targetGroup: ApplicationTargetGroup.fromTargetGroupAttributes(stack, `Targets-${name}`, {
      targetGroupArn: `${balancing}:targetgroup/${name}/0123456789abcdef`,
    }),
    pinned,
  });
const rule = `${balancing}:listener-rule/app/web/0123456789abcdef/fedcba9876543210/0011223344556677`;

const [ruled, made, grown] = [
  cluster('ruled', (stack) => new Listener({ listener: imported(stack), ...orders })),
  cluster('made', (stack) => new Listener({ listener: ofTheSameApp(stack), ...orders })),
  cluster(
    'grown',
    () => new ForwardActions({ forwards: [{ kind: 'rule', arn: rule }] }),
    (stack) => [machines(stack, 'first'), machines(stack, 'second', false)],
  ),
].map((stack) => Template.fromStack(stack)) as [Template, Template, Template];

const alarmsOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as object,
  );

describe('a listener of another stack', () => {
  it("gets a rule for the requests that are said to be the cluster's", () => {
    ruled.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    ruled.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 0);
    expect(resource(ruled, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toMatchObject({
      Priority: 7,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/orders/*'] } }],
      Actions: [{ Type: 'forward' }],
    });
  });

  it('lets its load balancer reach the nodes, which are told how long that keeps connections', () => {
    const ways = Object.values(ruled.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(ways).toHaveLength(2);
    for (const { Properties } of ways)
      expect(Properties).toMatchObject({
        SourceSecurityGroupId: 'sg-0123456789abcdef0',
        FromPort: 8080,
      });
    expect(JSON.stringify(resource(ruled, 'AWS::ECS::TaskDefinition', 'First'))).toContain(
      '{"Name":"TRANSSHIP_IDLE_TIMEOUT_SECONDS","Value":"120"}',
    );
  });

  it('has its load balancer watched: an alarm on errors, and one for each instance', () => {
    expect(alarmsOf(ruled)).toHaveLength(3);
    expect(JSON.stringify(alarmsOf(ruled)).match(/"app\/web\/0123456789abcdef"/g)).toHaveLength(6);
  });
});

it('a listener that is made in the same app is watched too, by a reference', () => {
  const [listener] = Object.keys(made.findResources('AWS::ElasticLoadBalancingV2::Listener'));
  const part = (index: number) => ({
    'Fn::Select': [index, { 'Fn::Split': ['/', { Ref: listener }] }],
  });
  const balancer = { 'Fn::Join': ['', [part(1), '/', part(2), '/', part(3)]] };
  for (const alarm of alarmsOf(made))
    expect(JSON.stringify(alarm)).toContain(
      JSON.stringify({ Name: 'LoadBalancer', Value: balancer }),
    );
});

describe('groups and actions that were there before', () => {
  it('are watched', () => {
    expect(alarmsOf(grown)).toHaveLength(3);
    const told = JSON.stringify(alarmsOf(grown));
    expect(told).toContain('"app/web/0123456789abcdef"');
    for (const name of ['first', 'second'])
      expect(told).toContain(`"targetgroup/${name}/0123456789abcdef"`);
  });

  it('have the default version of their templates moved, and a group that names one by number is told it', () => {
    const [, policy] =
      Object.entries(grown.findResources('AWS::IAM::ManagedPolicy')).find(([id]) =>
        id.includes('ApplyUpdate'),
      ) ?? [];
    const { PolicyDocument } = policy?.Properties as {
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
    };
    const reached = (action: string) =>
      JSON.stringify(
        PolicyDocument.Statement.filter(({ Action }) => [Action].flat().includes(action)),
      );
    for (const name of ['first', 'second'])
      expect(reached('ec2:ModifyLaunchTemplate')).toContain(`launch-template/lt-${name}`);
    const told = reached('autoscaling:UpdateAutoScalingGroup');
    expect(told).toContain('autoScalingGroupName/orders-first');
    expect(told).not.toContain('autoScalingGroupName/orders-second');
  });
});

it('no action at all is refused', () => {
  expect(() => cluster('none', () => new ForwardActions({ forwards: [] }))).toThrow(
    /needs a listener or a rule/,
  );
});
