import type {
  CreateListenerOutput,
  DescribeListenersOutput,
  Listener as Description,
  ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { AwsError } from '../../aws/json-api';
import type { Account, LoadBalancer } from '../account';
import { listenerArn, ruleArn } from '../arns';
import type { AccessLog } from '../proxy/access-log';
import { Listener } from '../proxy/listener';
import { Propagated, type Propagation } from '../proxy/propagation';
import { actions, describeActions, readAction } from './actions';
import { list, operation, type Operations, whole } from '../../aws/query-operation';

export const listenerOperations = (
  account: Account,
  propagation: Propagation,
  log: AccessLog,
): Operations => ({
  /** Port 0 picks a free one (AWS has no such thing); DescribeListeners tells which. */
  CreateListener: operation(
    z.object({
      LoadBalancerArn: z.string(),
      Protocol: z.literal('HTTP'),
      Port: whole(0, 65_535),
      DefaultActions: actions,
    }),
    async (input): Promise<CreateListenerOutput> => {
      const loadBalancer = account.loadBalancer(input.LoadBalancerArn);
      const arn = listenerArn(loadBalancer.arn);
      const action = readAction(account, loadBalancer.arn, input.DefaultActions);
      const defaultRule = {
        arn: ruleArn(arn),
        loadBalancerArn: loadBalancer.arn,
        priority: 'default' as const,
        routing: new Propagated({ conditions: [], ...action }, propagation),
      };
      const settings = {
        arn,
        defaultRule,
        idleTimeoutMs: () => idleTimeoutMs(loadBalancer),
        propagation,
        log,
      };
      const listener = await Listener.start(settings, input.Port).catch((error: unknown) => {
        throw refusal(error, input.Port);
      });
      account.listeners.set(arn, listener);
      return { Listeners: [describe(listener)] };
    },
  ),

  DescribeListeners: operation(
    z.object({ LoadBalancerArn: z.string().optional(), ListenerArns: list(z.string()) }),
    ({ LoadBalancerArn: of, ListenerArns: arns }): DescribeListenersOutput => {
      if (!of && !arns) {
        throw new AwsError('ValidationError', 'Name a load balancer or at least one listener');
      }
      const chosen =
        arns?.map((arn) => account.listener(arn)) ??
        account.listenersOf(account.loadBalancer(of ?? '').arn);
      return { Listeners: chosen.map(describe) };
    },
  ),

  /** Changes the default action only. */
  ModifyListener: operation(
    z.object({
      ListenerArn: z.string(),
      DefaultActions: actions,
      Port: z.undefined('ModifyListener with Port is not emulated').optional(),
      Protocol: z.undefined('ModifyListener with Protocol is not emulated').optional(),
    }),
    ({ ListenerArn: arn, DefaultActions }): ModifyListenerOutput => {
      const listener = account.listener(arn);
      const action = readAction(account, listener.loadBalancerArn, DefaultActions);
      listener.settings.defaultRule.routing.set({ conditions: [], ...action });
      return { Listeners: [describe(listener)] };
    },
  ),
});

const idleTimeoutMs = ({ attributes }: LoadBalancer): number =>
  Number(attributes.get('idle_timeout.timeout_seconds')) * 1_000;

function refusal(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || code === 'EACCES'
    ? new AwsError('PortInUse', `Port ${port} of 127.0.0.1 is taken`)
    : error;
}

const describe = ({ settings, loadBalancerArn, port }: Listener): Description => ({
  ListenerArn: settings.arn,
  LoadBalancerArn: loadBalancerArn,
  Port: port,
  Protocol: 'HTTP',
  DefaultActions: describeActions(settings.defaultRule.routing.latest),
});
