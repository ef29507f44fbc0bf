import type { AccessLogEntry, HealthyTargets } from '../loadbalancer';
import type { Metrics } from './metrics';

type Whose = Pick<AccessLogEntry, 'loadBalancerArn' | 'targetGroupArn'>;

/**
 * What an Application Load Balancer tells CloudWatch of a request once it is over:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function countRequest(metrics: Metrics, entry: AccessLogEntry): void {
  const { target, targetStatus, status, durationMs } = entry;
  const at = entry.at + durationMs;
  const tell = (name: string, value: number) => add(metrics, name, entry, value, at);
  // Only what a target could be chosen for is counted.
  if (target !== undefined) tell('RequestCount', 1);
  if (targetStatus === undefined) {
    // What the balancer answers by itself is told of no target group.
    const { loadBalancerArn } = entry;
    if (status >= 500) add(metrics, 'HTTPCode_ELB_5XX_Count', { loadBalancerArn }, 1, at);
    return;
  }
  if (targetStatus >= 500) tell('HTTPCode_Target_5XX_Count', 1);
  // Until the answer begins, really; the rest of an answer as short as these takes no time.
  tell('TargetResponseTime', durationMs / 1_000);
}

/** How many targets are healthy at this moment. */
export function countHealthy(metrics: Metrics, groups: HealthyTargets[], at: number): void {
  for (const { count, ...whose } of groups) add(metrics, 'HealthyHostCount', whose, count, at);
}

/** Of the whole load balancer, and of the target group, if it is of one. */
function add(metrics: Metrics, MetricName: string, whose: Whose, value: number, at: number): void {
  const { loadBalancerArn, targetGroupArn } = whose;
  const balancer = { Name: 'LoadBalancer', Value: balancerName(loadBalancerArn) };
  const groups =
    targetGroupArn === undefined ? [] : [{ Name: 'TargetGroup', Value: groupName(targetGroupArn) }];
  for (const more of [[], ...groups.map((group) => [group])])
    metrics.add(
      { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: [balancer, ...more] },
      value,
      at,
    );
}

/** As CloudWatch names a load balancer: `app/<name>/<id>`. */
export const balancerName = (arn: string): string => arn.split(':loadbalancer/')[1] ?? '';

/** As CloudWatch names a target group: `targetgroup/<name>/<id>`. */
export const groupName = (arn: string): string => arn.split(':')[5] ?? '';
