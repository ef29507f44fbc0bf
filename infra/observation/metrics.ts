import { Duration, Fn } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

export interface Observed {
  cluster: string;
  /** Instance → target group. */
  targetGroups: Record<string, IApplicationTargetGroup>;
  /** As CloudWatch names it, if it is known. */
  loadBalancerFullName: string | undefined;
  stateMachine: IStateMachine;
}

const period = Duration.minutes(1);

/** What its load balancer tells of a cluster; nothing where it is not known. */
export function balancerMetrics({ targetGroups, loadBalancerFullName: LoadBalancer }: Observed) {
  if (LoadBalancer === undefined) return undefined;
  const metric = (metricName: string, statistic: string, more: Record<string, string> = {}) =>
    new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      statistic,
      period,
      dimensionsMap: { LoadBalancer, ...more },
    });
  const ofInstance = (metricName: string, statistic: string) =>
    Object.fromEntries(
      Object.entries(targetGroups).map(([instance, { targetGroupArn }]) => {
        const TargetGroup = lastPart(targetGroupArn);
        return [instance, metric(metricName, statistic, { TargetGroup }).with({ label: instance })];
      }),
    );
  return {
    requests: ofInstance('RequestCount', Stats.SUM),
    healthy: ofInstance('HealthyHostCount', Stats.MINIMUM),
    serverErrorPercent: new MathExpression({
      label: 'server errors',
      period,
      expression: '100 * (FILL(targets, 0) + FILL(balancer, 0)) / requests',
      usingMetrics: {
        targets: metric('HTTPCode_Target_5XX_Count', Stats.SUM),
        balancer: metric('HTTPCode_ELB_5XX_Count', Stats.SUM),
        requests: metric('RequestCount', Stats.SUM),
      },
    }),
  };
}

/** What upgrades tell: `lambdas/telemetry.ts`, for each instance. */
export function upgradeMetrics({ cluster, targetGroups, stateMachine }: Observed) {
  const figure = (metricName: string): IMetric[] =>
    Object.keys(targetGroups).map(
      (instance) =>
        new Metric({
          namespace: 'Transship',
          metricName,
          statistic: Stats.MAXIMUM,
          period,
          label: `${instance}: ${metricName}`,
          dimensionsMap: { service: 'transship', cluster, instance },
        }),
    );
  return {
    owned: figure('ExecutionsOwned'),
    moved: [...figure('ExecutionsParked'), ...figure('ExecutionsResumed')],
    staying: [...figure('ExecutionsStaying'), ...figure('CallersRelayed')],
    time: figure('HandoverTime'),
    fenced: figure('WritesFenced'),
    upgrades: [
      stateMachine.metricStarted({ period, label: 'started' }),
      stateMachine.metricSucceeded({ period, label: 'succeeded' }),
      stateMachine.metricFailed({ period, label: 'failed' }),
      stateMachine.metricAborted({ period, label: 'stopped' }),
    ],
  };
}

/** As CloudWatch names a target group: what its ARN ends with. */
const lastPart = (arn: string): string => Fn.select(5, Fn.split(':', arn));
