import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Cluster, Ec2Fleet, EcsFleet, ForwardActions, LoadBalancer } from '../../infra';
import { base, clusterTemplate, resource } from './support/clusters';

const template = clusterTemplate({
  certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/one',
  cluster: { vpc: undefined },
});
const json = (value: unknown) => JSON.stringify(value);

describe('a cluster', () => {
  it('shares its requests out by one rule, for every path, to whose targets nobody sticks', () => {
    const { Actions, Conditions } = resource(template, 'AWS::ElasticLoadBalancingV2::ListenerRule');
    expect(Conditions).toEqual([{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }]);
    expect(json(Actions)).not.toContain('Stickiness');
    for (const instance of ['First', 'Second'])
      expect(
        resource(template, 'AWS::ElasticLoadBalancingV2::TargetGroup', instance),
      ).toMatchObject({
        HealthCheckPath: '/health',
        TargetType: 'ip',
        TargetGroupAttributes: [
          { Key: 'deregistration_delay.timeout_seconds', Value: '60' },
          { Key: 'stickiness.enabled', Value: 'false' },
        ],
      });
  });

  it('serves HTTPS with a certificate, and HTTP redirects to it', () => {
    const listeners = Object.values(
      template.findResources('AWS::ElasticLoadBalancingV2::Listener'),
    ) as { Properties: { Port: number; DefaultActions: object[] } }[];
    const byPort = Object.fromEntries(
      listeners.map(({ Properties }) => [Properties.Port, Properties.DefaultActions]),
    );
    expect(byPort[80]).toMatchObject([{ Type: 'redirect', RedirectConfig: { Port: '443' } }]);
    expect(byPort[443]).toMatchObject([{ Type: 'fixed-response' }]);
  });

  it('keeps its nodes off the internet, with a way to DynamoDB and to their images and logs', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    const endpoints = json(template.findResources('AWS::EC2::VPCEndpoint'));
    for (const service of ['dynamodb', 's3', 'ecr.api', 'ecr.dkr', 'logs'])
      expect(endpoints).toContain(`.${service}`);
  });

  it('rolls a service out one task after the other, and never back by itself', () => {
    for (const instance of ['First', 'Second'])
      expect(resource(template, 'AWS::ECS::Service', instance)).toMatchObject({
        DeploymentConfiguration: {
          MinimumHealthyPercent: 100,
          MaximumPercent: 200,
          DeploymentCircuitBreaker: { Enable: true, Rollback: false },
        },
      });
  });

  it("tells its nodes where they are, and the load balancer's idle time-out", () => {
    const { ContainerDefinitions } = resource(template, 'AWS::ECS::TaskDefinition', 'First') as {
      ContainerDefinitions: { Environment: { Name: string; Value: unknown }[] }[];
    };
    expect(ContainerDefinitions[0]?.Environment).toMatchObject([
      { Name: 'TRANSSHIP_TABLE' },
      { Name: 'TRANSSHIP_CLUSTER', Value: 'shop' },
      { Name: 'TRANSSHIP_INSTANCE', Value: 'first' },
      { Name: 'TRANSSHIP_IDLE_TIMEOUT_SECONDS', Value: '60' },
    ]);
  });

  it('is registered before its first node starts, and its load balancer is there', () => {
    const services = template.findResources('AWS::ECS::Service') as Record<
      string,
      { DependsOn: string[] }
    >;
    const [registration = ''] = Object.keys(
      template.findResources('Custom::TransshipRegistration'),
    );
    const [rule = ''] = Object.keys(
      template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'),
    );
    for (const { DependsOn } of Object.values(services))
      expect(DependsOn).toEqual(expect.arrayContaining([registration, rule]));
  });

  it('is registered as upgrades must know it', () => {
    const { Configuration } = resource(template, 'Custom::TransshipRegistration') as {
      Configuration: { 'Fn::Join': [string, unknown[]] };
    };
    const text = Configuration['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : 'REF'))
      .join('');
    expect(JSON.parse(text)).toMatchObject({
      name: 'shop',
      application: 'orders',
      forwards: [{ kind: 'rule' }],
      instances: [
        {
          name: 'first',
          fleet: { kind: 'ecs', service: 'shop-first', blueprint: 'shop-first-blueprint' },
          alarms: ['REF'],
        },
        { name: 'second', fleet: { kind: 'ecs', service: 'shop-second' }, alarms: ['REF'] },
      ],
      lambdaTimeoutSeconds: 60,
      liveState: '/transship/shop',
      alarms: ['REF'],
    });
  });
});

describe('what upgrades may do', () => {
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(
    ([id]) => id.startsWith('ClusterGrants'),
  );
  const changing = /:(Modify|Update|Stop|Register|Deregister|Put|Pass|Tag)/;

  it('they may do to this cluster only: what changes something names what it changes', () => {
    const statements = policies.flatMap(
      ([, policy]) =>
        (
          policy as {
            Properties: {
              PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
            };
          }
        ).Properties.PolicyDocument.Statement,
    );
    const loose = statements
      .filter(({ Resource }) => Resource === '*')
      .flatMap(({ Action }) => Action)
      .filter((action) => changing.test(action));
    // AWS knows no resource for this one.
    expect([...new Set(loose)]).toEqual(['ecs:DeregisterTaskDefinition']);
  });

  it('says which cluster it is for, and leaves its name to AWS: roles have such policies of many clusters', () => {
    for (const [, { Properties }] of policies) {
      expect(Properties).toMatchObject({
        Description: expect.stringMatching(/^Transship, cluster shop: /) as string,
      });
      expect(Properties).not.toHaveProperty('ManagedPolicyName');
    }
  });
});

describe('a cluster that was there before', () => {
  const { app, shared, store, upgrade } = base();
  const stack = new Stack(app, 'Existing');
  const instance = (name: string) =>
    EcsFleet.fromExisting({
      application: 'orders',
      clusterName: 'production',
      serviceName: `orders-${name}`,
      family: 'orders',
      targetGroup: ApplicationTargetGroup.fromTargetGroupAttributes(stack, `Targets-${name}`, {
        targetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/0123456789abcdef`,
      }),
      taskRole: Role.fromRoleName(stack, `Task-${name}`, 'task'),
      executionRole: Role.fromRoleName(stack, `Execution-${name}`, 'execution'),
      repositories: [Repository.fromRepositoryName(shared, `Images-${name}`, 'orders')],
    });
  new Cluster(stack, 'Cluster', {
    clusterName: 'existing',
    store,
    upgrade,
    instances: { first: instance('first'), second: instance('second') },
    entrance: new ForwardActions({
      forwards: [
        {
          kind: 'listener',
          arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef',
        },
      ],
    }),
  });
  const existing = Template.fromStack(stack);

  it('stays as it is: nothing is created but what upgrades need', () => {
    const types = new Set(
      Object.values(existing.toJSON().Resources as Record<string, { Type: string }>).map(
        ({ Type }) => Type,
      ),
    );
    expect([...types].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Policy',
      'Custom::TransshipDeployGuard',
      'Custom::TransshipRegistration',
    ]);
  });
});

describe('a cluster of machines', () => {
  const { app, store, upgrade } = base();
  const stack = new Stack(app, 'Machines');
  const machines = new Ec2Fleet({ firstAmi: 'ami-0123456789abcdef0', environment: { A: '1' } });
  new Cluster(stack, 'Cluster', {
    clusterName: 'shop',
    store,
    upgrade,
    instances: { first: machines, second: machines },
  });
  const ec2 = Template.fromStack(stack);

  it('runs the version of its launch template that upgrades have made, and a count that is not in the template', () => {
    const group = resource(ec2, 'AWS::AutoScaling::AutoScalingGroup', 'First');
    expect(group).toMatchObject({
      LaunchTemplate: { Version: { Ref: expect.stringMatching(/FirstVersion/) as string } },
    });
    expect(group).not.toHaveProperty('DesiredCapacity');
  });

  it('gives a new machine time to start, and counts its load once that says something', () => {
    expect(resource(ec2, 'AWS::AutoScaling::AutoScalingGroup', 'First')).toMatchObject({
      DefaultInstanceWarmup: 60,
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 300,
    });
    for (const policy of Object.values(ec2.findResources('AWS::AutoScaling::ScalingPolicy')))
      expect(policy.Properties).not.toHaveProperty('EstimatedInstanceWarmup');
  });

  it('answers for its metadata only to who has a token', () => {
    expect(resource(ec2, 'AWS::EC2::LaunchTemplate', 'First')).toMatchObject({
      LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } },
    });
  });

  it('may be upgraded, each group by its own name', () => {
    const { PolicyDocument } = resource(ec2, 'AWS::IAM::ManagedPolicy', 'GrantsApplyUpdate');
    expect(json(PolicyDocument)).toContain('autoScalingGroupName/shop-first');
    expect(json(PolicyDocument)).toContain('ec2:LaunchTemplate');
  });
});

describe('a cluster that could not be upgraded', () => {
  const { app, shared, store, upgrade, containers } = base();
  const of = (scope: Stack, clusterName: string, names: string[]) => () =>
    new Cluster(scope, `Cluster-${clusterName}`, {
      clusterName,
      store,
      upgrade,
      instances: Object.fromEntries(names.map((name) => [name, containers()])),
    });

  it.each([
    ['one instance', ['a'], /two to five instances, not 1/],
    ['six instances', ['a', 'b', 'c', 'd', 'e', 'f'], /not 6/],
  ])('is refused: %s', (name, instances, why) => {
    expect(of(new Stack(app, name.replace(' ', '-')), 'shop', instances)).toThrow(why);
  });

  it.each([
    ['a cluster', 'shop.eu', ['a', 'b'], /A cluster is named by 1 to 64 .* not by "shop.eu"/],
    ['an instance', 'shop', ['a', 'b c'], /An instance of shop .* not by "b c"/],
    ['an instance, at length', 'shop', ['a', 'b'.repeat(33)], /1 to 32 letters/],
  ])('is refused under a name that AWS would refuse: %s', (name, cluster, instances, why) => {
    expect(of(new Stack(app, name.replaceAll(/\W+/g, '-')), cluster, instances)).toThrow(why);
  });

  it('is refused with containers beside machines, which no update could name', () => {
    const mixed = { first: containers(), second: new Ec2Fleet({ firstAmi: 'ami-0' }) };
    const stack = new Stack(app, 'Mixed');
    const clusterName = 'mixed';
    expect(
      () => new Cluster(stack, 'Cluster', { clusterName, store, upgrade, instances: mixed }),
    ).toThrow(/all of containers with one application, or all of machines.* orders and ami/);
  });

  it.each([5, 4001])(
    'is refused with an idle time-out of %d s, which its nodes would refuse',
    (seconds) => {
      const stack = new Stack(app, `Idle${seconds}`);
      const entrance = new LoadBalancer({ idleTimeout: Duration.seconds(seconds) });
      const instances = { first: containers(), second: containers() };
      const clusterName = 'idle';
      expect(
        () => new Cluster(stack, 'Cluster', { clusterName, store, upgrade, instances, entrance }),
      ).toThrow(/10 to 4,000 seconds/);
    },
  );

  it("is refused in the store's own stack, whose parameters it reads", () => {
    expect(of(shared, 'shop', ['a', 'b'])).toThrow(/a stack of its own/);
  });
});
