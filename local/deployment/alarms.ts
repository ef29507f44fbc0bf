import {
  type CloudWatchClient,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { balancerName, groupName } from '../alarms/balancer-metrics';
import type { DeployedLoadBalancer } from './load-balancer';

export interface AlarmsOptions {
  /** How long one datapoint is measured. On AWS: 60. */
  periodSeconds: number;
  /** A typical response of an instance that takes longer than this is alarming. Default: none is. */
  slowResponseSeconds?: number;
}

/** Names of alarms, as a cluster's configuration has them. */
export interface DeployedAlarms {
  ofCluster: string[];
  /** Instance → those on its health. */
  ofInstance: Record<string, string[]>;
}

type Balancer = Pick<DeployedLoadBalancer, 'loadBalancerArn' | 'targetGroups'>;

/** The alarms that `infra/observation` makes, but for their period; `test/infra/local-alarms.test.ts` compares them. */
export async function deployAlarms(
  client: CloudWatchClient,
  options: AlarmsOptions & Balancer & { cluster: string },
): Promise<DeployedAlarms> {
  const put = async (name: string, alarm: AlarmOf) => {
    const AlarmName = `${options.cluster}-${name}`;
    await client.send(new PutMetricAlarmCommand({ AlarmName, ...alarm }));
    return AlarmName;
  };
  const ofCluster = [await put('server-errors', serverErrors(options))];
  const ofInstance: Record<string, string[]> = {};
  for (const instance of Object.keys(options.targetGroups)) {
    ofInstance[instance] = [await put(`healthy-${instance}`, noneHealthy(options, instance))];
    if (options.slowResponseSeconds !== undefined)
      ofCluster.push(await put(`slow-${instance}`, slowResponses(options, instance)));
  }
  return { ofCluster, ofInstance };
}

type AlarmOf = Omit<PutMetricAlarmInput, 'AlarmName'>;

/** Over 1 % of the requests end with a server error. */
export function serverErrors(options: AlarmsOptions & Balancer): AlarmOf {
  const metric = (Id: string, name: string) => ({
    ...measured(options, Id, name, 'Sum'),
    ReturnData: false,
  });
  return {
    Metrics: [
      {
        Id: 'expr_1',
        Expression: '100 * (FILL(m0, 0) + FILL(m1, 0)) / (FILL(m2, 0) + FILL(m1, 0))',
      },
      metric('m0', 'HTTPCode_Target_5XX_Count'),
      metric('m1', 'HTTPCode_ELB_5XX_Count'),
      metric('m2', 'RequestCount'),
    ],
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
  };
}

export const noneHealthy = (options: AlarmsOptions & Balancer, instance: string): AlarmOf => ({
  Metrics: [measured(options, 'm1', 'HealthyHostCount', 'Minimum', instance)],
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  EvaluationPeriods: 3,
  TreatMissingData: 'breaching',
});

export const slowResponses = (options: AlarmsOptions & Balancer, instance: string): AlarmOf => ({
  Metrics: [measured(options, 'm1', 'TargetResponseTime', 'p50', instance)],
  Threshold: options.slowResponseSeconds,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 3,
  TreatMissingData: 'notBreaching',
});

/** Of one instance, or of the whole load balancer. */
const measured = (
  { loadBalancerArn, targetGroups, periodSeconds }: AlarmsOptions & Balancer,
  Id: string,
  MetricName: string,
  Stat: string,
  instance?: string,
): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: [
        { Name: 'LoadBalancer', Value: balancerName(loadBalancerArn) },
        ...(instance === undefined
          ? []
          : [{ Name: 'TargetGroup', Value: groupName(targetGroups[instance] ?? '') }]),
      ],
    },
    Period: periodSeconds,
    Stat,
  },
});
