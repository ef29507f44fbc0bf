import { AwsError } from '../aws/json-api';
import type { Listener, Rule } from './proxy/listener';
import type { TargetGroup } from './proxy/target-group';

export interface LoadBalancer {
  arn: string;
  name: string;
  createdAt: Date;
  attributes: Map<string, string>;
}

/** Everything that was created, by ARN; what is missing is an error with AWS's code. */
export class Account {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly targetGroups = new Map<string, TargetGroup>();
  readonly listeners = new Map<string, Listener>();

  loadBalancer(arn: string): LoadBalancer {
    return found(this.loadBalancers.get(arn), 'LoadBalancerNotFound', `load balancer '${arn}'`);
  }

  targetGroup(arn: string): TargetGroup {
    return found(this.targetGroups.get(arn), 'TargetGroupNotFound', `target group '${arn}'`);
  }

  listener(arn: string): Listener {
    return found(this.listeners.get(arn), 'ListenerNotFound', `listener '${arn}'`);
  }

  rule(arn: string): Rule {
    return found(
      this.#rules().find((rule) => rule.arn === arn),
      'RuleNotFound',
      `rule '${arn}'`,
    );
  }

  /** The rule with that ARN, or the default rule of the listener with that ARN. */
  ruleOrDefault(arn: string): Rule {
    const isRule = arn.includes(':listener-rule/');
    return isRule ? this.rule(arn) : this.listener(arn).settings.defaultRule;
  }

  listenersOf(loadBalancerArn: string): Listener[] {
    return [...this.listeners.values()].filter(
      (listener) => listener.loadBalancerArn === loadBalancerArn,
    );
  }

  /** The load balancer one of whose listeners or rules refers to the group. */
  loadBalancerOf(group: TargetGroup): string | undefined {
    return [...this.listeners.values()].find(({ targetGroups }) => targetGroups.includes(group))
      ?.loadBalancerArn;
  }

  #rules(): Rule[] {
    return [...this.listeners.values()].flatMap((listener) => listener.rules);
  }
}

function found<T>(thing: T | undefined, code: string, name: string): T {
  if (thing === undefined) throw new AwsError(code, `There is no ${name}`);
  return thing;
}
