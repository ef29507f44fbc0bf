import type { MetricDataQuery, PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import jsonata from 'jsonata';
import type { Metrics } from './metrics';

export interface AlarmState {
  StateValue: StateValue;
  StateReason: string;
}

const seconds = 1_000;

/**
 * The state of an alarm as its metrics have it: of its last whole periods so many are over (or under) its threshold.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export async function evaluate(
  alarm: PutMetricAlarmInput,
  metrics: Metrics,
  now: number,
): Promise<AlarmState> {
  const { Metrics: queries = [], EvaluationPeriods: periods = 1 } = alarm;
  const { DatapointsToAlarm: most = periods } = alarm;
  const periodMs = (queries.find((query) => query.MetricStat)?.MetricStat?.Period ?? 60) * seconds;
  const end = Math.floor(now / periodMs) * periodMs;
  const values = await Promise.all(
    Array.from({ length: periods }, (_, index) => {
      const from = end - (periods - index) * periodMs;
      return valueOf(queries, metrics, from, from + periodMs);
    }),
  );
  const breaching = values.filter((value) => breaches(value, alarm)).length;
  const told = values.map((value) => value?.toFixed(1) ?? 'missing').join(', ');
  const { ComparisonOperator: operator, Threshold: threshold } = alarm;
  return breaching >= most
    ? {
        StateValue: 'ALARM',
        StateReason: `Threshold Crossed: ${breaching} out of the last ${periods} datapoints [${told}] were ${operator} ${threshold}`,
      }
    : { StateValue: 'OK', StateReason: `Threshold not crossed by [${told}]` };
}

/** What is compared with the threshold; undefined where there is no data. */
async function valueOf(
  queries: MetricDataQuery[],
  metrics: Metrics,
  from: number,
  to: number,
): Promise<number | undefined> {
  const values = queries.flatMap(({ Id = '', MetricStat }) =>
    MetricStat?.Metric
      ? [[Id, metrics.statistic(MetricStat.Metric, MetricStat.Stat ?? '', from, to)] as const]
      : [],
  );
  const expression = queries.find((query) => query.Expression !== undefined)?.Expression;
  return expression === undefined
    ? values[0]?.[1]
    : compute(expression, Object.fromEntries(values));
}

/** Metric math, as far as it is JSONata but for FILL. To divide by nothing gives no data. */
async function compute(
  expression: string,
  values: Record<string, number | undefined>,
): Promise<number | undefined> {
  const formula = jsonata(expression.replaceAll('FILL(', '$FILL('));
  formula.registerFunction(
    'FILL',
    (value: number | undefined, instead: number) => value ?? instead,
  );
  const value: unknown = await formula.evaluate(values).catch(() => undefined);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function breaches(value: number | undefined, alarm: PutMetricAlarmInput): boolean {
  const { Threshold: threshold = 0, ComparisonOperator: operator } = alarm;
  if (value === undefined) return alarm.TreatMissingData === 'breaching';
  if (operator === 'GreaterThanThreshold') return value > threshold;
  if (operator === 'LessThanThreshold') return value < threshold;
  throw new Error(`The comparison ${operator} is not emulated`);
}
