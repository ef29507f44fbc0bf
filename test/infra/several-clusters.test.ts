/** One public store and one upgrade serve several clusters, each with its own lock, parameters and rights. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Cluster, Ec2Fleet, type Fleet } from '../../infra';
import { AMI, base } from './support/clusters';

const { app, shared, store, upgrade, containers } = base();
const addCluster = (stack: Stack, clusterName: string, fleet: Fleet) =>
  new Cluster(stack, `Cluster-${clusterName}`, {
    clusterName,
    store,
    upgrade,
    instances: { first: fleet, second: fleet },
  });

const together = new Stack(app, 'Together');
addCluster(together, 'retail', containers());
addCluster(together, 'depot', new Ec2Fleet({ firstAmi: AMI }));
const apart = new Stack(app, 'Apart');
addCluster(apart, 'office', containers());

const templates = [together, apart].map((stack) => Template.fromStack(stack));
const [both, alone] = templates as [Template, Template];
const sharedTemplate = Template.fromStack(shared);

type Resources = Record<string, { Type: string; DependsOn?: string[] }>;
const resourcesOf = (template: Template) => template.toJSON().Resources as Resources;

/** Of the upgrade's roles, what clusters' stacks add: cluster → the policies' states, documents and roles. */
const grants = (cluster: string) =>
  templates.flatMap((template) =>
    Object.values(template.findResources('AWS::IAM::ManagedPolicy')).flatMap(({ Properties }) => {
      const policy = Properties as { Description: string; PolicyDocument: object; Roles: object[] };
      const [, state] =
        new RegExp(`^Transship, cluster ${cluster}: (.+)$`).exec(policy.Description) ?? [];
      return state === undefined ? [] : [{ ...policy, state }];
    }),
  );
/** Of those of its Lambdas that do anything to a cluster whose instances are not tested. */
const granted = upgrade.functions
  .filter(({ permissions }) => {
    const { fleet, liveState = [], onlyWithTests = false } = permissions;
    const balancer = permissions.balancer.filter((action) => !action.endsWith('Tests'));
    return !onlyWithTests && balancer.length + fleet.length + liveState.length > 0;
  })
  .map(({ name }) => name);

describe('two clusters in one stack', () => {
  it('have parameters of their own, which read what is live of each', () => {
    const paths = Object.values(both.findParameters('*')).map(({ Default }) => String(Default));
    const of = (cluster: string) =>
      paths.filter((path) => path.startsWith(`/transship/${cluster}/`)).sort();
    expect(of('retail')).toEqual(
      ['lock', 'weight/first', 'weight/second'].map((name) => `/transship/retail/${name}`),
    );
    expect(of('depot')).toEqual(
      ['lock', 'version/first', 'version/second', 'weight/first', 'weight/second'].map(
        (name) => `/transship/depot/${name}`,
      ),
    );
  });

  it('are deployed when neither is being upgraded: all else waits for both guards, and these for nothing', () => {
    const guards = Object.keys(both.findResources('Custom::TransshipDeployGuard'));
    expect(guards).toHaveLength(2);
    for (const [id, { DependsOn = [] }] of Object.entries(resourcesOf(both)))
      expect([id, guards.filter((guard) => DependsOn.includes(guard))]).toEqual([
        id,
        guards.includes(id) ? [] : guards,
      ]);
  });

  it('have a guard each, which asks for its own lock', () => {
    const guards = Object.values(both.findResources('Custom::TransshipDeployGuard'));
    const parameters = both.findParameters('*') as Record<string, { Default: string }>;
    const asked = guards.map(({ Properties }) => {
      const { Cluster: cluster, Lock } = Properties as { Cluster: string; Lock: { Ref: string } };
      return [cluster, parameters[Lock.Ref]?.Default];
    });
    expect(asked.sort()).toEqual([
      ['depot', '/transship/depot/lock'],
      ['retail', '/transship/retail/lock'],
    ]);
  });
});

describe('one upgrade', () => {
  it.each(['retail', 'depot', 'office'])('may do what it must on cluster %s', (cluster) => {
    expect(
      grants(cluster)
        .map(({ state }) => state)
        .sort(),
    ).toEqual([...granted].sort());
  });

  it('has one role for each of its Lambdas, on which every cluster has a policy', () => {
    const rolesOf = (cluster: string) =>
      Object.fromEntries(grants(cluster).map(({ state, Roles }) => [state, Roles]));
    expect(rolesOf('depot')).toEqual(rolesOf('retail'));
    expect(rolesOf('office')).toEqual(rolesOf('retail'));
  });

  it.each([
    ['retail', 'depot'],
    ['depot', 'retail'],
    ['office', 'retail'],
  ])("by its policies of cluster %s reaches nothing of cluster %s's", (one, other) => {
    const documents = JSON.stringify(grants(one).map(({ PolicyDocument }) => PolicyDocument));
    const reached = (cluster: string) =>
      documents.match(new RegExp(`[/-]${cluster}[-/]|Cluster${cluster}`, 'g')) ?? [];
    expect(reached(one).length).toBeGreaterThan(10);
    expect(reached(other)).toEqual([]);
  });

  it('has the live state of each cluster made once', () => {
    const made = Object.values(sharedTemplate.findResources('Custom::TransshipLiveState'));
    const locks = made.flatMap(({ Properties }) =>
      Object.keys((Properties as { Parameters: object }).Parameters).filter((path) =>
        path.endsWith('/lock'),
      ),
    );
    expect(locks.sort()).toEqual(
      ['depot', 'office', 'retail'].map((cluster) => `/transship/${cluster}/lock`),
    );
    expect(Object.keys(alone.findResources('Custom::TransshipDeployGuard'))).toHaveLength(1);
  });
});
