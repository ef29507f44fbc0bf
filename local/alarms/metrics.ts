import type { Metric } from '@aws-sdk/client-cloudwatch';

/** So long what was measured is kept: more than any alarm here looks back. */
const KEPT_MS = 15 * 60_000;

interface Value {
  at: number;
  value: number;
}

/** What was measured, by metric: its namespace, name and dimensions. Times are in milliseconds since the epoch. */
export class Metrics {
  readonly #values = new Map<string, Value[]>();

  add(metric: Metric, value: number, at: number): void {
    const key = keyOf(metric);
    const values = this.#values.get(key) ?? [];
    this.#values.set(key, values);
    values.push({ at, value });
    while (values[0] && values[0].at < at - KEPT_MS) values.shift();
  }

  /** `Sum`, `Minimum`, or a percentile such as `p50`, from `from` to before `to`; undefined when there is no data. */
  statistic(metric: Metric, statistic: string, from: number, to: number): number | undefined {
    const values = (this.#values.get(keyOf(metric)) ?? [])
      .filter(({ at }) => at >= from && at < to)
      .map(({ value }) => value)
      .sort((one, other) => one - other);
    if (values.length === 0) return undefined;
    if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
    if (statistic === 'Minimum') return values[0];
    const percent = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
    if (percent === undefined) throw new Error(`The statistic ${statistic} is not emulated`);
    return values[Math.max(0, Math.ceil((Number(percent) / 100) * values.length) - 1)];
  }
}

const keyOf = ({ Namespace, MetricName, Dimensions = [] }: Metric): string =>
  JSON.stringify([
    Namespace,
    MetricName,
    ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort(),
  ]);
