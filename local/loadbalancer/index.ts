import { setMaxListeners } from 'node:events';
import { Agent } from 'undici';
import { type Clock, systemClock } from '../../core/clock';
import { startQueryApi } from '../aws/query-api';
import { awsQuery } from '../aws/query-dialects';
import { Account } from './account';
import { listenerOperations } from './api/listeners';
import { loadBalancerOperations } from './api/load-balancers';
import { ruleOperations } from './api/rules';
import { targetGroupOperations } from './api/target-groups';
import { targetOperations } from './api/targets';
import type { AccessLog } from './proxy/access-log';
import type { Address } from './proxy/target';
import type { TargetState } from './proxy/target-group';

export type { AccessLog, AccessLogEntry } from './proxy/access-log';
export type { Address } from './proxy/target';
export type { TargetState } from './proxy/target-group';

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

export interface LoadBalancingOptions {
  /** How long a change of weights takes to be in force everywhere, in milliseconds. Default 1,000. */
  propagationMs?: number;
  /** How many balancer nodes a load balancer consists of; each client connection belongs to one. Default 4. */
  balancerNodes?: number;
  /**
   * How often every target is checked, in milliseconds. Default 500. An extension: it overrides the target groups' own
   * HealthCheckIntervalSeconds, which AWS does not let go below 5 seconds.
   */
  healthCheckIntervalMs?: number;
  /** Is told of each request once it is over. */
  onRequest?: AccessLog;
  /** Draws target groups, and the moments at which balancer nodes take up a change. Default Math.random. */
  random?: () => number;
  clock?: Clock;
}

/**
 * The embedded load balancer: the ELBv2 API, and the load balancers that are created through it. It answers, fails and
 * takes its time as an Application Load Balancer does. What is different: it speaks plain HTTP/1.1 only; targets are IP
 * addresses; port 0 of a listener picks a free one; actions only forward or answer with a status, by path and headers; stickiness is told back
 * but not carried out; with every weight 0 the answer is 503; a new listener or rule is in force at once.
 */
export interface LoadBalancing {
  /** Of the ELBv2 API. */
  endpoint: string;
  targets: TargetRegistry;
  /** Counts for the changes from now on. */
  setPropagationMs(ms: number): void;
  /**
   * The weights by which each balancer node chooses at this moment, by target group ARN; of a listener's default
   * action, or of a rule. Errors: ListenerNotFound, RuleNotFound.
   */
  weightsInForce(listenerOrRuleArn: string): Record<string, number>[];
  /** Of each target group behind a listener or rule, how many targets are healthy. */
  healthy(): HealthyTargets[];
  /** Requests that the group's targets are working on. Errors: TargetGroupNotFound. */
  inFlight(targetGroupArn: string): number;
  /** Cuts every connection and frees every port. */
  close(): Promise<void>;
}

export interface HealthyTargets {
  loadBalancerArn: string;
  targetGroupArn: string;
  count: number;
}

/** For the platform that starts and stops targets. Errors: TargetGroupNotFound. */
export interface TargetRegistry {
  /** Does nothing if the target is registered. */
  register(targetGroupArn: string, target: Address): Promise<void>;
  /** Resolves when the target is idle or its deregistration delay is over, whichever is first. */
  deregister(targetGroupArn: string, target: Address): Promise<void>;
  health(targetGroupArn: string, target: Address): TargetState;
  /** Of targets that are registered without one. */
  port(targetGroupArn: string): number;
}

export async function startLoadBalancing(
  options: LoadBalancingOptions = {},
): Promise<LoadBalancing> {
  const clock = options.clock ?? systemClock;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const propagation = {
    propagationMs: options.propagationMs ?? 1_000,
    balancerNodes: options.balancerNodes ?? 4,
    random: options.random ?? Math.random,
    clock,
    closed: closing.signal,
  };
  const account = new Account();
  // Without pipelining there is no reuse: each check proves that the target accepts connections.
  const checker = new Agent({ pipelining: 0 });
  const api = await startQueryApi(awsQuery(NAMESPACE), {
    ...loadBalancerOperations(account, clock),
    ...targetGroupOperations(account, {
      clock,
      inUse: (group) => account.loadBalancerOf(group) !== undefined,
      checker,
      healthCheckIntervalMs: options.healthCheckIntervalMs ?? 500,
    }),
    ...targetOperations(account),
    ...listenerOperations(account, propagation, options.onRequest ?? (() => undefined)),
    ...ruleOperations(account, propagation),
  });

  return {
    endpoint: api.endpoint,
    targets: registry(account),
    setPropagationMs: (ms) => {
      propagation.propagationMs = ms;
    },
    weightsInForce: (arn) =>
      account
        .ruleOrDefault(arn)
        .routing.everywhere.map(({ forward }) =>
          Object.fromEntries(forward.targetGroups.map(({ group, weight }) => [group.arn, weight])),
        ),
    healthy: () =>
      [...account.targetGroups.values()].flatMap((group) => {
        const loadBalancerArn = account.loadBalancerOf(group);
        if (loadBalancerArn === undefined) return [];
        return { loadBalancerArn, targetGroupArn: group.arn, count: group.healthy };
      }),
    inFlight: (arn) => account.targetGroup(arn).inFlight,
    close: async () => {
      closing.abort();
      await api.close();
      await Promise.all([...account.listeners.values()].map((listener) => listener.close()));
      await Promise.all([...account.targetGroups.values()].map((group) => group.close()));
      await checker.destroy();
    },
  };
}

const registry = (account: Account): TargetRegistry => ({
  register: (arn, target) =>
    new Promise((resolve) => resolve(account.targetGroup(arn).register(target))),
  deregister: async (arn, target) => account.targetGroup(arn).deregister(target),
  health: (arn, target) => account.targetGroup(arn).stateOf(target),
  port: (arn) => account.targetGroup(arn).settings.port,
});
