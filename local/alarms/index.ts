import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { type Clock, systemClock } from '../../core/clock';
import { type AwsApi, AwsError, startJsonApi } from '../aws/json-api';
import type { AccessLogEntry, HealthyTargets } from '../loadbalancer';
import { countHealthy, countRequest } from './balancer-metrics';
import { type AlarmState, evaluate } from './evaluate';
import { Metrics } from './metrics';

/** How often healthy targets are counted. */
const COUNT_EVERY_MS = 1_000;

/**
 * As much of CloudWatch as an upgrade asks for: the states of alarms, from what load balancers tell. An extension: a
 * period may be any number of seconds. An alarm without `Metrics` has the state that SetAlarmState gives it.
 */
export interface Alarms extends AwsApi {
  countRequest(entry: AccessLogEntry): void;
  /** From now on, what this says is measured every second. */
  watch(healthy: () => HealthyTargets[]): void;
}

interface Alarm {
  definition: PutMetricAlarmInput;
  told: AlarmState;
}

export async function startAlarms(clock: Clock = systemClock): Promise<Alarms> {
  const metrics = new Metrics();
  const alarms = new Map<string, Alarm>();
  const stateOf = ({ definition, told }: Alarm): AlarmState | Promise<AlarmState> =>
    definition.Metrics ? evaluate(definition, metrics, clock.now()) : told;

  const api = await startJsonApi('1.0', {
    PutMetricAlarm(definition: PutMetricAlarmInput): void {
      const StateReason = 'Unchecked: Initial alarm creation';
      const told = { StateValue: 'INSUFFICIENT_DATA', StateReason } as const;
      alarms.set(definition.AlarmName ?? '', { definition, told });
    },

    SetAlarmState({
      AlarmName = '',
      StateValue = 'OK',
      StateReason = '',
    }: SetAlarmStateInput): void {
      const alarm = alarms.get(AlarmName);
      if (!alarm) throw new AwsError('ResourceNotFound', `No alarm ${AlarmName}`);
      alarm.told = { StateValue, StateReason };
    },

    async DescribeAlarms({
      AlarmNames,
      StateValue,
    }: DescribeAlarmsInput): Promise<DescribeAlarmsOutput> {
      const asked = [...alarms].filter(([name]) => AlarmNames?.includes(name) ?? true);
      const described = await Promise.all(
        asked.map(async ([AlarmName, alarm]) => ({ AlarmName, ...(await stateOf(alarm)) })),
      );
      const MetricAlarms = described.filter(
        (alarm) => StateValue === undefined || alarm.StateValue === StateValue,
      );
      return { MetricAlarms, CompositeAlarms: [] };
    },
  });

  const counting: NodeJS.Timeout[] = [];
  return {
    endpoint: api.endpoint,
    countRequest: (entry) => countRequest(metrics, entry),
    watch(healthy) {
      const count = () => countHealthy(metrics, healthy(), clock.now());
      counting.push(setInterval(count, COUNT_EVERY_MS));
    },
    async close() {
      counting.forEach(clearInterval);
      await api.close();
    },
  };
}
