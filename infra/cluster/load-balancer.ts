import { Duration } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerAction,
  ListenerCondition,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import type { BoundEntrance, Entrance, EntrancePlace } from './entrance';
import { shareOut } from './share-out';
import { testRule } from './test-rule';

export interface LoadBalancerProps {
  /** With one, HTTPS is served and HTTP redirects to it. @default - HTTP only */
  certificate?: ICertificate;
  /** Whether it is reached from the internet. @default true */
  internetFacing?: boolean;
  /** 10 to 4,000 seconds; callers that wait are held 5 s less. @default Duration.seconds(60) */
  idleTimeout?: Duration;
  /** Where it writes its access logs; only in a stack whose region is known. @default - nowhere */
  accessLogs?: IBucket;
}

/**
 * An Application Load Balancer of the cluster's own. The weights are in a rule, not in the listener, so that a change
 * of the certificate does not touch them.
 */
export class LoadBalancer implements Entrance {
  readonly idleTimeout: Duration;

  constructor(private readonly props: LoadBalancerProps = {}) {
    this.idleTimeout = props.idleTimeout ?? Duration.seconds(60);
  }

  bind(scope: Construct, place: EntrancePlace): BoundEntrance {
    const { internetFacing = true, certificate, accessLogs } = this.props;
    const balancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', {
      vpc: place.vpc(),
      internetFacing,
      idleTimeout: this.idleTimeout,
      dropInvalidHeaderFields: true,
    });
    if (accessLogs) balancer.logAccessLogs(accessLogs);
    else
      acknowledge(balancer, {
        'AwsSolutions-ELB2': 'Where access logs are to go is said by whoever wants them.',
      });
    acknowledge(balancer.connections.securityGroups[0] ?? balancer, {
      'AwsSolutions-EC23': 'The load balancer is what clients reach the cluster by.',
    });
    const listener = this.listen(balancer, certificate);
    const conditions = [ListenerCondition.pathPatterns(['/*'])];
    const { shares } = place;
    const rule = shareOut(scope, 'Requests', { listener, shares, priority: 100, conditions });
    const tests = place.tests && testRule(scope, 'Tests', { listener, priority: 50, conditions });
    return {
      forwards: [{ kind: 'rule', arn: rule.listenerRuleArn }],
      testRules: tests ? [tests.listenerRuleArn] : [],
      balancer,
      rule,
      loadBalancer: { fullName: balancer.loadBalancerFullName, shared: false },
      url: `${certificate ? 'https' : 'http'}://${balancer.loadBalancerDnsName}`,
    };
  }

  private listen(
    balancer: ApplicationLoadBalancer,
    certificate?: ICertificate,
  ): ApplicationListener {
    // Every path has a rule; this is for what no rule is for.
    const defaultAction = ListenerAction.fixedResponse(404);
    if (!certificate)
      return balancer.addListener('Http', { protocol: ApplicationProtocol.HTTP, defaultAction });
    balancer.addListener('Http', {
      protocol: ApplicationProtocol.HTTP,
      defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    return balancer.addListener('Https', {
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      defaultAction,
    });
  }
}
