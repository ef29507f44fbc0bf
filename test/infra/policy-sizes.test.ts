/** What IAM lets a role have, and that many clusters on one public store and one upgrade stay within it. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Cluster, Ec2Fleet } from '../../infra';
import { AMI, type Compute, base } from './support/clusters';
import { type PolicyOnRole, policiesOn } from './support/policies';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, none of them raised. */
const LARGEST_MANAGED_POLICY = 6_144;
const MOST_MANAGED_POLICIES = 10;
const ALL_INLINE_POLICIES = 10_240;

/** As many as docs/quotas.md promises, each of as many instances as there can be. */
const CLUSTERS = 10;
const INSTANCES = ['first', 'second', 'third', 'fourth', 'fifth'];

/** What the roles have that all clusters share. Those clusters are alike, so one is made, and counted as often. */
function rolesOf(compute: Compute): [role: string, policies: PolicyOnRole[]][] {
  const { app, shared, store, upgrade, containers } = base();
  const stack = new Stack(app, 'Shop');
  const fleet = compute === 'ecs' ? containers() : new Ec2Fleet({ firstAmi: AMI });
  new Cluster(stack, 'Cluster', {
    clusterName: 'a-shop-with-a-long-name',
    store,
    upgrade,
    instances: Object.fromEntries(INSTANCES.map((name) => [name, fleet])),
  });
  const own = policiesOn(Template.fromStack(shared));
  const added = policiesOn(Template.fromStack(stack));
  const policies = [...own, ...Array.from({ length: CLUSTERS }, () => added).flat()];
  return [...new Set(own.map(({ role }) => role))].map((role) => [
    role,
    policies.filter((policy) => policy.role === role),
  ]);
}

const managed = (policies: PolicyOnRole[]) => policies.filter(({ kind }) => kind === 'managed');
const inline = (policies: PolicyOnRole[]) => policies.filter(({ kind }) => kind === 'inline');

describe.each(['ecs', 'ec2'] as const)(
  `${CLUSTERS} clusters of five instances, on %s,`,
  (compute) => {
    const roles = rolesOf(compute);
    /** Of which role more than is allowed of it. */
    const beyond = (most: number, measure: (policies: PolicyOnRole[]) => number) =>
      roles.map(([role, each]) => [role, measure(each)] as const).filter(([, it]) => it > most);

    it('each have a policy on the roles that they share', () => {
      const shared = roles.filter(([, policies]) => managed(policies).length === CLUSTERS);
      expect(shared.length).toBeGreaterThan(10);
    });

    it('have no more managed policies on a role than IAM allows', () => {
      expect(beyond(MOST_MANAGED_POLICIES, (policies) => managed(policies).length)).toEqual([]);
    });

    it('have no larger ones than IAM allows', () => {
      const largest = (policies: PolicyOnRole[]) =>
        Math.max(0, ...managed(policies).map(({ size }) => size));
      // Under 60 % of it, as docs/quotas.md says.
      expect(beyond(0.6 * LARGEST_MANAGED_POLICY, largest)).toEqual([]);
    });

    it('have no more in a role itself than IAM allows', () => {
      const sum = (policies: PolicyOnRole[]) =>
        inline(policies).reduce((all, { size }) => all + size, 0);
      expect(beyond(ALL_INLINE_POLICIES, sum)).toEqual([]);
    });
  },
);
