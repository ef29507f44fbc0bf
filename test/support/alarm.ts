import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { Cluster } from './real-cluster';
import { telling } from './standing';

/** An alarm that upgrades of the cluster look at. */
export interface ClusterAlarm {
  name: string;
  /** Its reason is `told to be` and the state. */
  set(state: 'OK' | 'ALARM'): Promise<unknown>;
}

export async function addAlarm(cluster: Cluster): Promise<ClusterAlarm> {
  const AlarmName = 'shop-failing-requests';
  const { monitoring } = cluster.cloud.clients;
  await monitoring.send(
    new PutMetricAlarmCommand({
      AlarmName,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
    }),
  );
  await telling(cluster, { alarms: [AlarmName] });
  return {
    name: AlarmName,
    set: (StateValue) =>
      monitoring.send(
        new SetAlarmStateCommand({
          AlarmName,
          StateValue,
          StateReason: `told to be ${StateValue}`,
        }),
      ),
  };
}
