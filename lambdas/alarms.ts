import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ClusterConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import type { UpdateRequest } from '../core/update';
import { monitoring } from './aws/clients';
import { readForwards } from './aws/forwards';
import type { InstanceEvent } from './events';

/**
 * No instance goes forward while one of the cluster's alarms is on: what is wrong may come of the release that it, or
 * those before it, were given. Errors: `AlarmTripped`.
 */
export async function refuseIfAlarmed(
  cluster: ClusterConfiguration,
  { options: { ignoreAlarms }, instance }: Pick<UpdateRequest, 'options'> & Partial<InstanceEvent>,
): Promise<void> {
  const goesBack = instance?.former !== undefined;
  if (ignoreAlarms || goesBack) return;
  const alarms = [...(cluster.alarms ?? []), ...(await healthAlarms(cluster, instance?.name))];
  if (alarms.length === 0) return;
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
  const message = `Cluster ${cluster.name} is not upgraded any further while an alarm is on: ${tripped.join('; ')}. See to it and run the update again, or set ignoreAlarms if the update is what mends it.`;
  throw new TransshipError('AlarmTripped', message);
}

/** Of the instances that serve. The one that an upgrade works on, or has left broken without weight, does not. */
async function healthAlarms(
  cluster: ClusterConfiguration,
  taken: string | undefined,
): Promise<string[]> {
  const instances = cluster.instances.filter(
    ({ name, alarms = [] }) => name !== taken && alarms.length > 0,
  );
  if (instances.length === 0) return [];
  const forwards = await readForwards(cluster);
  return instances
    .filter(({ name }) => forwards.every(({ weights }) => weights[name]))
    .flatMap(({ alarms = [] }) => alarms);
}
