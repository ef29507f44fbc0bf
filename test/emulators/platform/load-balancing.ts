import { EC2Client } from '@aws-sdk/client-ec2';
import {
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration } from '../../../core/cluster';
import type { Weights } from '../../../core/weights';
import { readForwards, setWeights } from '../../../lambdas/aws/forwards';
import { countHealthy, isSticky } from '../../../lambdas/aws/target-groups';
import { testAbilities } from '../abilities';
import { engineOf } from '../engines/engine-of';
import type { Engine } from '../engines/environments';
import { type Balancer, createBalancer } from './balancer';
import { lock } from './lock';

type Kind = 'listener' | 'rule';

/** The calls of `lambdas/aws` to ELBv2, on somebody else's. */
export function loadBalancing(engine: Engine, gaps: string[]): void {
  const running = engineOf(engine);
  let client: ElasticLoadBalancingV2Client;
  let balancer: Balancer;
  let cluster: ClusterConfiguration;

  beforeAll(async () => {
    client = new ElasticLoadBalancingV2Client(running().connection);
    const network = new EC2Client(running().connection);
    balancer = await createBalancer(client, network, ['first', 'second']);
    cluster = configurationOf(balancer);
  });

  async function forwardOf(wanted: Kind) {
    const found = (await readForwards(cluster)).find(({ kind }) => kind === wanted);
    if (!found) throw new Error(`No ${wanted}`);
    return found;
  }

  async function set(kind: Kind, weights: Weights): Promise<void> {
    const forward = await forwardOf(kind);
    await setWeights(lock, cluster, forward, weights, new Set(['first', 'second']));
    expect((await forwardOf(kind)).weights).toEqual(weights);
  }

  testAbilities(gaps, {
    'a listener tells its weights': async () =>
      expect((await forwardOf('listener')).weights).toEqual({ first: 100, second: 100 }),
    'a rule tells its weights': async () =>
      expect((await forwardOf('rule')).weights).toEqual({ first: 100, second: 100 }),
    'a listener takes weights': () => set('listener', { first: 10, second: 90 }),
    'a listener takes a weight of 0': () => set('listener', { first: 0, second: 100 }),
    'a rule takes weights': () => set('rule', { first: 10, second: 90 }),
    'a rule takes a weight of 0': () => set('rule', { first: 0, second: 100 }),
    'a change of weights changes nothing else of the actions': async () => {
      const before = await forwardOf('rule');
      await set('rule', { first: 33, second: 67 });
      const after = await forwardOf('rule');
      const without = ({ actions }: typeof before) =>
        actions.map(({ ForwardConfig, ...rest }) => [
          rest,
          ForwardConfig?.TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn),
          ForwardConfig?.TargetGroupStickinessConfig,
        ]);
      expect(without(after)).toEqual(without(before));
    },
    'nobody sticks': async () => {
      expect(await isSticky(balancer.targetGroups.first ?? '')).toBe(false);
      expect((await readForwards(cluster)).map(({ sticky }) => sticky)).toEqual([false, false]);
    },
    'targets that are registered come to be healthy': async () => {
      const TargetGroupArn = balancer.targetGroups.first ?? '';
      expect(await countHealthy(TargetGroupArn)).toBe(0);
      const Targets = [{ Id: '10.0.0.7', Port: 8080 }];
      await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
      expect(await countHealthy(TargetGroupArn)).toBe(1);
    },
  });
}

const configurationOf = ({
  listenerArn,
  ruleArn,
  targetGroups,
}: Balancer): ClusterConfiguration => ({
  name: 'shop',
  application: 'orders',
  forwards: [
    { kind: 'listener', arn: listenerArn },
    { kind: 'rule', arn: ruleArn },
  ],
  instances: Object.entries(targetGroups).map(([name, targetGroupArn]) => ({
    name,
    targetGroupArn,
    fleet: { kind: 'ecs', cluster: 'shop', service: name },
  })),
  propagationSeconds: 1,
  leaseSeconds: 20,
  lambdaTimeoutSeconds: 60,
});
