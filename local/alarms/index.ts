import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import { type AwsApi, AwsError, startJsonApi } from '../aws/json-api';

/** An alarm as it is told: in what state, and why. Nothing is measured; a state is set by SetAlarmState. */
interface Alarm {
  AlarmName: string;
  StateValue: StateValue;
  StateReason: string;
}

/** As much of CloudWatch as an upgrade asks for: the states of alarms. */
export function startAlarms(): Promise<AwsApi> {
  const alarms = new Map<string, Alarm>();

  return startJsonApi('1.0', {
    PutMetricAlarm({ AlarmName = '' }: PutMetricAlarmInput): void {
      const StateReason = 'Unchecked: Initial alarm creation';
      alarms.set(AlarmName, { AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason });
    },

    SetAlarmState({
      AlarmName = '',
      StateValue = 'OK',
      StateReason = '',
    }: SetAlarmStateInput): void {
      if (!alarms.has(AlarmName)) throw new AwsError('ResourceNotFound', `No alarm ${AlarmName}`);
      alarms.set(AlarmName, { AlarmName, StateValue, StateReason });
    },

    DescribeAlarms({ AlarmNames, StateValue }: DescribeAlarmsInput): DescribeAlarmsOutput {
      const MetricAlarms = [...alarms.values()].filter(
        (alarm) =>
          (AlarmNames?.includes(alarm.AlarmName) ?? true) &&
          (StateValue === undefined || alarm.StateValue === StateValue),
      );
      return { MetricAlarms, CompositeAlarms: [] };
    },
  });
}
