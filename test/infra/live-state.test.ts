/** What upgrades change at run time stays out of templates, so that no deployment changes it back. */
import type { Template } from 'aws-cdk-lib/assertions';
import { type Compute, type Variation, clusterTemplate, resource } from './support/clusters';
import { differences, literals, liveOwned } from './support/live-owned';
import { naiveTemplate } from './support/naive';

const certificate = (id: string) => `arn:aws:acm:us-east-1:123456789012:certificate/${id}`;

const standing: Variation = {
  certificate: certificate('one'),
  tag: 'one',
  environment: { A: '1' },
  securityGroup: 'sg-0000000000000000a',
};
const changes = {
  'environment variable': { environment: { A: '2' } },
  tag: { tag: 'two' },
  certificate: { certificate: certificate('two') },
  'security group': { securityGroup: 'sg-0000000000000000b' },
} satisfies Record<string, Variation>;

type Change = keyof typeof changes;

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const newCertificate = { 'AWS::ElasticLoadBalancingV2::Listener': ['Certificates'] };
const newVersion = { 'AWS::EC2::LaunchTemplate': ['LaunchTemplateData'] };
/** The guard is asked, whatever it is that changes. */
const asked = { 'Custom::TransshipDeployGuard': ['Template'] };
const newWayIn = {
  'AWS::EC2::SecurityGroupEgress': ['DestinationSecurityGroupId'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId'],
};
/** Also on much else. */
const newTags = (fleet: string): unknown =>
  expect.objectContaining({ [RULE]: ['Tags'], [fleet]: ['Tags'] });

/** Where a change is to be seen, and nowhere else: type of resource → properties. */
const lands: Record<Compute, Record<Change, unknown>> = {
  ecs: {
    tag: newTags('AWS::ECS::Service'),
    'environment variable': { 'AWS::ECS::TaskDefinition': ['ContainerDefinitions'], ...asked },
    certificate: { ...newCertificate, ...asked },
    'security group': { 'AWS::ECS::Service': ['NetworkConfiguration'], ...newWayIn, ...asked },
  },
  ec2: {
    tag: newTags('AWS::AutoScaling::AutoScalingGroup'),
    'environment variable': { ...newVersion, ...asked },
    certificate: { ...newCertificate, ...asked },
    'security group': { ...newVersion, ...newWayIn, ...asked },
  },
};

const templatesOf = (compute: Compute) => {
  const of = (variation: Variation) => clusterTemplate({ ...standing, ...variation, compute });
  const after = Object.fromEntries(
    Object.entries(changes).map(([what, change]) => [what, of(change)]),
  ) as Record<Change, Template>;
  return { before: of({}), after };
};
const made = { ecs: templatesOf('ecs'), ec2: templatesOf('ec2') };

const computes: Compute[] = ['ecs', 'ec2'];
const each = computes.flatMap((compute) =>
  (Object.keys(changes) as Change[]).map((change) => [compute, change] as const),
);

describe.each(each)('on %s, a changed %s', (compute, change) => {
  const { before, after } = made[compute];

  it('arrives where it belongs', () => {
    expect(differences(before, after[change])).toEqual(lands[compute][change]);
    expect(differences(before, after[change])).toMatchObject(asked);
  });

  it('leaves weights, releases and counts as they are', () => {
    expect(Object.keys(liveOwned(before)).length).toBeGreaterThanOrEqual(3);
    expect(liveOwned(after[change])).toEqual(liveOwned(before));
  });
});

describe.each(computes)('on %s, the template of a cluster', (compute) => {
  const { before } = made[compute];
  const parameter = (id: string) => ({ Ref: expect.stringMatching(id) as string });
  const liveVersions = ['First', 'Second'].map((instance) => parameter(`${instance}Version`));

  it('refers to the live weights, in every deployment anew', () => {
    const { Actions } = resource(before, RULE);
    const TargetGroups = ['WeightFirst', 'WeightSecond'].map((id) => ({ Weight: parameter(id) }));
    expect(Actions).toMatchObject([{ Type: 'forward', ForwardConfig: { TargetGroups } }]);
  });

  it('has a parameter for each thing that is live, which reads it from SSM', () => {
    const parameters = before.findParameters('*') as Record<string, Record<string, string>>;
    const paths = Object.entries(parameters)
      .filter(([id]) => id.startsWith('Cluster'))
      .map(([, { Type, Default }]) => [Type, Default]);
    const live = ['lock', 'weight/first', 'weight/second'];
    if (compute === 'ec2') live.push('version/first', 'version/second');
    expect(paths.sort()).toEqual(
      live.sort().map((name) => ['AWS::SSM::Parameter::Value<String>', `/transship/shop/${name}`]),
    );
  });

  it('says nothing of counts, and gives no weight as a number', () => {
    expect(literals(before)).toEqual([]);
  });

  it('is the same when it is made again, so that the guard is not asked for nothing', () => {
    expect(clusterTemplate({ ...standing, compute }).toJSON()).toEqual(before.toJSON());
  });

  it('tells the guard what a cluster of its name begins with when this one is deleted', () => {
    const { Instances, Anew } = resource(before, 'Custom::TransshipDeployGuard');
    expect(Instances).toEqual(['first', 'second']);
    expect(Anew).toEqual({
      '/transship/shop/lock': 'free',
      '/transship/shop/weight/first': '100',
      '/transship/shop/weight/second': '100',
      ...(compute === 'ec2' && {
        '/transship/shop/version/first': '1',
        '/transship/shop/version/second': '1',
      }),
    });
  });

  it('has every resource wait for the guard, which is told what is live', () => {
    const resources = before.toJSON().Resources as Record<
      string,
      { Type: string; DependsOn?: string[] }
    >;
    expect(resource(before, 'Custom::TransshipDeployGuard')).toMatchObject({
      Cluster: 'shop',
      Lock: parameter('Lock'),
      Live: [
        parameter('WeightFirst'),
        parameter('WeightSecond'),
        ...(compute === 'ec2' ? liveVersions : []),
      ],
    });
    const [guard = ''] = Object.keys(before.findResources('Custom::TransshipDeployGuard'));
    const unguarded = Object.entries(resources).filter(
      ([id, { DependsOn = [] }]) => id !== guard && !DependsOn.includes(guard),
    );
    expect(unguarded.map(([id]) => id)).toEqual([]);
  });
});

describe.each(['First', 'Second'])('instance %s', (instance) => {
  it('of containers has a service whose task definition is a family that only upgrades make revisions of', () => {
    const { before } = made.ecs;
    const name = `shop-${instance.toLowerCase()}`;
    expect(resource(before, 'AWS::ECS::Service', instance)).toMatchObject({ TaskDefinition: name });
    expect(resource(before, 'AWS::ECS::TaskDefinition', instance)).toMatchObject({
      Family: `${name}-blueprint`,
    });
  });

  it('of machines has a group whose version is the live one, and which no deployment rolls', () => {
    const groups = Object.entries(
      made.ec2.before.findResources('AWS::AutoScaling::AutoScalingGroup'),
    );
    const [, group] = groups.find(([id]) => id.includes(instance)) ?? [];
    expect(group).toMatchObject({
      Properties: {
        LaunchTemplate: {
          Version: { Ref: expect.stringContaining(`${instance}Version`) as string },
        },
      },
      UpdatePolicy: {
        AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true },
      },
    });
    expect(group?.UpdatePolicy).not.toHaveProperty('AutoScalingRollingUpdate');
    expect(group?.UpdatePolicy).not.toHaveProperty('AutoScalingReplacingUpdate');
  });
});

describe.each(computes)('on %s, a template that knows nothing of upgrades', (compute) => {
  const of = (variation: Variation) => naiveTemplate({ ...standing, ...variation, compute });
  const before = of({});

  it('is seen to change what runs with an environment variable', () => {
    const changed = of(changes['environment variable']);
    const property = compute === 'ecs' ? 'TaskDefinition' : 'LaunchTemplate';
    const [was, is] = [before, changed].map((template) =>
      Object.values(liveOwned(template)).flatMap((owned) => owned[property] ?? []),
    );
    expect(was).toHaveLength(2);
    expect(is).not.toEqual(was);
  });

  it('is seen to give weights and counts as numbers', () => {
    const count = compute === 'ecs' ? 'DesiredCount' : 'DesiredCapacity';
    expect(literals(before).sort()).toEqual(['"Weight":100', '"Weight":100', count, count].sort());
  });
});
