import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Observed, balancerMetrics, upgradeMetrics } from './metrics';

export interface AlarmProps {
  /**
   * Percent of all requests that end with a 5xx in each of two minutes of three. On a load balancer that serves others
   * too, what it answers by itself does not count: it does not tell whose requests those were. @default 1
   */
  serverErrorPercent?: number;
  /**
   * A node of an instance typically (the median) takes longer than this to answer, in each of three minutes. Choose it
   * by what most of your requests are: one that waits for its execution to end takes as long as that does.
   * @default - how long they take alarms nobody
   */
  slowResponse?: Duration;
  /** Where alarms are sent. @default - the topic on which upgrades are announced */
  topic?: ITopic;
}

export interface ObservationProps extends Observed {
  /** @default - as `AlarmProps` says */
  alarms?: AlarmProps;
  /** On which upgrades are announced. */
  topic: ITopic;
}

/**
 * A dashboard that tells an upgrade's story, and alarms. While one of them is on, upgrades take no further instance:
 * what is wrong may come of the new release.
 */
export class Observation extends Construct {
  readonly alarms: Alarm[];
  /** Instance → the one of them that is on when none of its nodes is healthy. */
  readonly healthAlarms: Record<string, Alarm> = {};

  constructor(scope: Construct, id: string, props: ObservationProps) {
    super(scope, id);
    this.alarms = this.createAlarms(props);
    const action = new SnsAction(props.alarms?.topic ?? props.topic);
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `transship-${props.cluster}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(3),
      widgets: widgetsOf(props),
    });
  }

  private createAlarms(props: ObservationProps): Alarm[] {
    const metrics = balancerMetrics(props);
    const { cluster, alarms = {} } = props;
    const threshold = alarms.serverErrorPercent ?? 1;
    const errors = new Alarm(this, 'ServerErrors', {
      alarmDescription: `Cluster ${cluster}: over ${threshold} % of the requests end with a server error.`,
      metric: metrics.serverErrorPercent,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    for (const [instance, metric] of Object.entries(metrics.healthy))
      this.healthAlarms[instance] = new Alarm(this, `Healthy-${instance}`, {
        alarmDescription: `Cluster ${cluster}: no node of instance ${instance} is healthy.`,
        metric,
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 3,
        treatMissingData: TreatMissingData.BREACHING,
      });
    const slow = Object.entries(metrics.responseTime).flatMap(([instance, metric]) =>
      alarms.slowResponse ? this.slowAlarm(instance, metric, cluster, alarms.slowResponse) : [],
    );
    return [errors, ...slow, ...Object.values(this.healthAlarms)];
  }

  /** Of each instance: one that has only a small share of the requests would not be seen among all. */
  private slowAlarm(instance: string, metric: IMetric, cluster: string, limit: Duration): Alarm {
    return new Alarm(this, `Slow-${instance}`, {
      alarmDescription: `Cluster ${cluster}: instance ${instance} typically takes over ${limit.toHumanString()} to answer.`,
      metric,
      threshold: limit.toMilliseconds() / 1_000,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // When an instance is drained, all who have long waited there are answered at once.
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

function widgetsOf(props: ObservationProps): IWidget[][] {
  const balancer = balancerMetrics(props);
  const upgrades = upgradeMetrics(props);
  const graph = (title: string, left: IMetric[], label: string) =>
    new GraphWidget({
      title,
      left,
      leftYAxis: { label, min: 0, showUnits: false },
      width: 8,
      height: 6,
    });
  return [
    [
      new TextWidget({
        markdown: `# Cluster ${props.cluster}\nAn upgrade takes one instance after the other: its requests go, what it owns is parked and resumed elsewhere, it comes back on the new release.`,
        width: 24,
        height: 2,
      }),
    ],
    [
      graph('Who gets the requests', Object.values(balancer.requests), 'a minute'),
      graph('Healthy nodes', Object.values(balancer.healthy), 'nodes'),
      graph('Requests that end with a server error', [balancer.serverErrorPercent], '%'),
    ],
    [
      graph('Executions owned by the instance that is vacated', upgrades.owned, 'executions'),
      graph('Parked and resumed by its nodes since they started', upgrades.moved, 'executions'),
      graph('Staying, and callers relayed', upgrades.staying, ''),
    ],
    [
      graph('Time that the handover takes', upgrades.time, 'seconds'),
      graph('Late writes of its nodes refused since they started', upgrades.fenced, 'writes'),
      graph('Its tasks that tell nothing of themselves', upgrades.silent, 'tasks'),
    ],
    [
      graph('Weights that upgrades have set', upgrades.weights, 'weight'),
      graph('Upgrades of all clusters', upgrades.upgrades, 'a minute'),
    ],
  ];
}
