import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ClusterConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { monitoring } from './aws/clients';

/**
 * An instance is not taken while one of the cluster's alarms is on: what is wrong may come of the release that the
 * instances before it were given. Errors: `AlarmTripped`.
 */
export async function refuseIfAlarmed(
  { name, alarms = [] }: ClusterConfiguration,
  { ignoreAlarms }: { ignoreAlarms: boolean },
): Promise<void> {
  if (ignoreAlarms || alarms.length === 0) return;
  const { MetricAlarms = [], CompositeAlarms = [] } = await monitoring.send(
    new DescribeAlarmsCommand({
      AlarmNames: alarms,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      StateValue: 'ALARM',
    }),
  );
  const tripped = [...MetricAlarms, ...CompositeAlarms].map(
    ({ AlarmName, StateReason }) => `${AlarmName} (${StateReason})`,
  );
  if (tripped.length === 0) return;
  const message = `Cluster ${name} is not upgraded any further while an alarm is on: ${tripped.join('; ')}. See to it and run the update again, or set ignoreAlarms if the update is what mends it.`;
  throw new TransshipError('AlarmTripped', message);
}
