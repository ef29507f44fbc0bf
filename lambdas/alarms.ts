import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ClusterConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import type { UpdateRequest } from '../core/update';
import { monitoring } from './aws/clients';
import { readForwards } from './aws/forwards';
import type { InstanceEvent } from './events';

/** As many as DescribeAlarms takes, and tells of, at once. */
const MOST_DESCRIBED = 100;

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
  const tripped = await trippedOf(alarms);
  if (tripped.length === 0) return;
  const message = `Cluster ${cluster.name} is not upgraded any further while an alarm is on: ${tripped.join('; ')}. See to it and run the update again, or set ignoreAlarms if the update is what mends it.`;
  throw new TransshipError('AlarmTripped', message);
}

/** Each that is on, and why. */
async function trippedOf(alarms: string[]): Promise<string[]> {
  const tripped: string[] = [];
  for (let first = 0; first < alarms.length; first += MOST_DESCRIBED) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await monitoring.send(
      new DescribeAlarmsCommand({
        AlarmNames: alarms.slice(first, first + MOST_DESCRIBED),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StateValue: 'ALARM',
        MaxRecords: MOST_DESCRIBED,
      }),
    );
    for (const { AlarmName, StateReason } of [...MetricAlarms, ...CompositeAlarms])
      tripped.push(`${AlarmName} (${StateReason})`);
  }
  return tripped;
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
