/** How a set of durations is spread, in ms. All 0 when there are none. */
export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** Exact, by the nearest rank: every value is kept, none is rounded into a bucket. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), max: sorted.at(-1) ?? 0 };
}
