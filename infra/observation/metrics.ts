import { Duration, Fn } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

export interface Observed {
  cluster: string;
  /** Instance → target group. */
  targetGroups: Record<string, IApplicationTargetGroup>;
  loadBalancer: ObservedBalancer;
  stateMachine: IStateMachine;
}

export interface ObservedBalancer {
  /** As CloudWatch names it: `app/<name>/<id>`. */
  fullName: string;
  /** Whether it may have requests that are not the cluster's. */
  shared: boolean;
}

const period = Duration.minutes(1);

/** What its load balancer tells of a cluster. */
export function balancerMetrics({ targetGroups, loadBalancer }: Observed) {
  const metric = (metricName: string, statistic: string, more: Record<string, string> = {}) =>
    new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      statistic,
      period,
      dimensionsMap: { LoadBalancer: loadBalancer.fullName, ...more },
    });
  const ofInstance = (metricName: string, statistic: string) =>
    Object.fromEntries(
      Object.entries(targetGroups).map(([instance, { targetGroupArn }]) => {
        const TargetGroup = lastPart(targetGroupArn);
        return [instance, metric(metricName, statistic, { TargetGroup }).with({ label: instance })];
      }),
    );
  const errors = ofInstance('HTTPCode_Target_5XX_Count', Stats.SUM);
  const requests = ofInstance('RequestCount', Stats.SUM);
  // What the balancer answers by itself is not told by target group, so on a shared one nobody knows whose it was.
  const balancer = metric('HTTPCode_ELB_5XX_Count', Stats.SUM);
  return {
    requests,
    healthy: ofInstance('HealthyHostCount', Stats.MINIMUM),
    responseTime: ofInstance('TargetResponseTime', Stats.percentile(50)),
    serverErrorPercent: loadBalancer.shared
      ? percent(Object.values(errors), Object.values(requests))
      : percent(
          [metric('HTTPCode_Target_5XX_Count', Stats.SUM), balancer],
          // A request for which there is no target is in the balancer's errors, and not among the requests:
          // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
          [metric('RequestCount', Stats.SUM), balancer],
        ),
  };
}

/** How many percent the first ones are of the others. Nothing is told where there are none of these. */
function percent(some: IMetric[], all: IMetric[]): MathExpression {
  const metrics = [...new Set([...some, ...all])];
  const sum = (terms: IMetric[]) =>
    terms.map((term) => `FILL(m${metrics.indexOf(term)}, 0)`).join(' + ');
  return new MathExpression({
    label: 'server errors',
    period,
    expression: `100 * (${sum(some)}) / (${sum(all)})`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
  });
}

/**
 * What upgrades tell: `lambdas/telemetry.ts`, of an instance while it is vacated, and its weight whenever one is set.
 * All but `weights`, `owned`, `staying`, `silent`
 * and `time` counts what its nodes have done since each of them started, also for others.
 */
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
    weights: figure('Weight'),
    owned: figure('ExecutionsOwned'),
    moved: [
      ...figure('ExecutionsParked'),
      ...figure('ExecutionsResumed'),
      ...figure('ExecutionsTranslated'),
    ],
    staying: [...figure('ExecutionsStaying'), ...figure('CallersRelayed')],
    time: figure('HandoverTime'),
    fenced: figure('WritesFenced'),
    silent: figure('TasksWithoutRecord'),
    upgrades: [
      stateMachine.metricStarted({ period, label: 'started' }),
      stateMachine.metricSucceeded({ period, label: 'succeeded' }),
      stateMachine.metricFailed({ period, label: 'failed or refused' }),
      stateMachine.metricTimedOut({ period, label: 'timed out' }),
      stateMachine.metricAborted({ period, label: 'stopped' }),
    ],
  };
}

/** As CloudWatch names a target group: what its ARN ends with. */
const lastPart = (arn: string): string => Fn.select(5, Fn.split(':', arn));
