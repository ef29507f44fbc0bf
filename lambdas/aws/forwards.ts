import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type TargetGroupTuple,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ClusterConfiguration } from '../../core/cluster';
import { TransshipError } from '../../core/errors';
import { type Weights, isSafe } from '../../core/weights';
import type { HeldLock } from '../held-lock';
import { loadBalancing } from './clients';

/** A listener's default actions, or a rule's, as they stand: the forward action among them holds the weights. */
export interface Forward {
  kind: 'listener' | 'rule';
  arn: string;
  actions: Action[];
  groups: TargetGroupTuple[];
  sticky: boolean;
  /** Of the cluster's instances; one that is not in the action is not here either. */
  weights: Weights;
}

export const readForwards = (cluster: ClusterConfiguration): Promise<Forward[]> =>
  Promise.all(
    cluster.forwards.map(async ({ kind, arn }) => {
      const actions = kind === 'listener' ? await listenerActions(arn) : await ruleActions(arn);
      const forward = actions.find(({ Type }) => Type === 'forward');
      const groups = forward?.ForwardConfig?.TargetGroups ?? [
        { TargetGroupArn: forward?.TargetGroupArn, Weight: 1 },
      ];
      const weights = cluster.instances.flatMap(({ name, targetGroupArn }) =>
        groups
          .filter(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)
          .map(({ Weight = 1 }) => [name, Weight] as const),
      );
      return {
        kind,
        arn,
        actions,
        groups,
        sticky: forward?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false,
        weights: Object.fromEntries(weights),
      };
    }),
  );

/**
 * Changes the weights and nothing else. Errors: `LockLost`; `ClusterNotReady` if none of `carriers`, the instances
 * that can serve, would have any weight (S5).
 */
export async function setWeights(
  lock: HeldLock,
  cluster: ClusterConfiguration,
  forward: Forward,
  weights: Weights,
  carriers: ReadonlySet<string>,
): Promise<void> {
  if (!isSafe(weights, carriers)) {
    const message = `No instance that can serve would have any weight in ${forward.arn} (${JSON.stringify(weights)}; able to serve: ${[...carriers].join(', ') || 'none'}).`;
    throw new TransshipError('ClusterNotReady', message);
  }
  const { kind, arn } = forward;
  const actions = forward.actions.map((action) => withWeights(action, cluster, weights));
  await lock.prove();
  await (kind === 'listener'
    ? loadBalancing.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: actions }))
    : loadBalancing.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions })));
}

function withWeights(action: Action, cluster: ClusterConfiguration, weights: Weights): Action {
  // What the platform does not tell of an action, its secret, it is told to keep.
  if (action.Type === 'authenticate-oidc')
    return {
      ...action,
      AuthenticateOidcConfig: {
        ...action.AuthenticateOidcConfig,
        UseExistingClientSecret: true,
      } as Action['AuthenticateOidcConfig'],
    };
  if (action.Type !== 'forward') return action;
  const { Type, Order, ForwardConfig } = action;
  const instances = new Map(cluster.instances.map((it) => [it.targetGroupArn, it.name]));
  const TargetGroups = ForwardConfig?.TargetGroups?.map((group) => {
    const instance = instances.get(group.TargetGroupArn ?? '');
    return { ...group, Weight: instance === undefined ? group.Weight : weights[instance] };
  });
  return { Type, Order, ForwardConfig: { ...ForwardConfig, TargetGroups } };
}

const listenerActions = async (arn: string): Promise<Action[]> => {
  const command = new DescribeListenersCommand({ ListenerArns: [arn] });
  return (await loadBalancing.send(command)).Listeners?.[0]?.DefaultActions ?? [];
};

const ruleActions = async (arn: string): Promise<Action[]> => {
  const command = new DescribeRulesCommand({ RuleArns: [arn] });
  return (await loadBalancing.send(command)).Rules?.[0]?.Actions ?? [];
};
