/** What upgrades change at run time stays out of templates, so that no deployment changes it back. */
import type { Template } from 'aws-cdk-lib/assertions';
import { type Variation, clusterTemplate, resource } from './support/clusters';

const certificate = (id: string) => `arn:aws:acm:us-east-1:123456789012:certificate/${id}`;

/** What belongs to upgrades, in the resources that hold it. */
function liveOwned(template: Template) {
  const rule = resource(template, 'AWS::ElasticLoadBalancingV2::ListenerRule');
  const services = ['First', 'Second'].map((instance) =>
    resource(template, 'AWS::ECS::Service', instance),
  );
  return {
    actions: rule.Actions,
    services: services.map(({ TaskDefinition, DesiredCount, ServiceName, Cluster }) => ({
      TaskDefinition,
      DesiredCount,
      ServiceName,
      Cluster,
    })),
  };
}

const standing: Variation = {
  certificate: certificate('one'),
  tag: 'one',
  environment: { A: '1' },
};
const before = clusterTemplate(standing);
const changes: Record<string, Variation> = {
  'environment variable': { ...standing, environment: { A: '2' } },
  tag: { ...standing, tag: 'two' },
  certificate: { ...standing, certificate: certificate('two') },
  'security group': { ...standing, securityGroup: 'sg-0123456789abcdef0' },
};
const after = Object.fromEntries(
  Object.entries(changes).map(([what, variation]) => [what, clusterTemplate(variation)]),
);
const changed = (what: string) => after[what] ?? before;

describe.each(Object.keys(changes))('a changed %s', (what) => {
  it('changes the template', () => {
    expect(changed(what).toJSON()).not.toEqual(before.toJSON());
  });

  it('leaves weights, releases and counts as they are', () => {
    expect(liveOwned(changed(what))).toEqual(liveOwned(before));
  });
});

describe('a changed environment variable', () => {
  const others = (template: Template) =>
    Object.entries(template.toJSON().Resources as Record<string, { Type: string }>).filter(
      ([, { Type }]) => Type !== 'AWS::ECS::TaskDefinition',
    );

  it('changes the blueprint and nothing else', () => {
    const type = 'AWS::ECS::TaskDefinition';
    expect(others(changed('environment variable'))).toEqual(others(before));
    expect(changed('environment variable').findResources(type)).not.toEqual(
      before.findResources(type),
    );
  });
});

describe('a changed certificate', () => {
  it('changes the listener, and not the rule that holds the weights', () => {
    const [rule, listener] = ['ListenerRule', 'Listener'].map(
      (type) => `AWS::ElasticLoadBalancingV2::${type}`,
    ) as [string, string];
    const now = changed('certificate');
    expect(now.findResources(rule)).toEqual(before.findResources(rule));
    expect(now.findResources(listener)).not.toEqual(before.findResources(listener));
  });
});

describe('the template of a cluster', () => {
  it('refers to the live weights, in every deployment anew', () => {
    const { Actions } = resource(before, 'AWS::ElasticLoadBalancingV2::ListenerRule');
    expect(Actions).toMatchObject([
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [{ Weight: { Ref: 'WeightFirst' } }, { Weight: { Ref: 'WeightSecond' } }],
        },
      },
    ]);
    expect(before.findParameters('WeightFirst')).toMatchObject({
      WeightFirst: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/transship/shop/weight/first',
      },
    });
  });

  it("names a service's task definition by a family that only upgrades make revisions of", () => {
    for (const instance of ['First', 'Second']) {
      const { TaskDefinition } = resource(before, 'AWS::ECS::Service', instance);
      expect(TaskDefinition).toBe(`shop-${instance.toLowerCase()}`);
      const { Family } = resource(before, 'AWS::ECS::TaskDefinition', instance);
      expect(Family).toBe(`shop-${instance.toLowerCase()}-blueprint`);
    }
  });

  it('says nothing of counts', () => {
    for (const instance of ['First', 'Second'])
      expect(resource(before, 'AWS::ECS::Service', instance)).not.toHaveProperty('DesiredCount');
  });

  it('has every resource wait for the guard, which is told what is live', () => {
    const resources = before.toJSON().Resources as Record<
      string,
      { Type: string; DependsOn?: string[]; Properties: object }
    >;
    const guards = Object.entries(resources).filter(
      ([, it]) => it.Type === 'Custom::TransshipDeployGuard',
    );
    expect(guards).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            Cluster: 'shop',
            Lock: { Ref: 'Lock' },
            Live: [{ Ref: 'WeightFirst' }, { Ref: 'WeightSecond' }],
          },
        },
      ],
    ]);
    const [guard] = guards.map(([id]) => id);
    const unguarded = Object.entries(resources).filter(
      ([id, { DependsOn = [] }]) => id !== guard && !DependsOn.includes(guard ?? ''),
    );
    expect(unguarded.map(([id]) => id)).toEqual([]);
  });
});
