/** The median, and a 95 % interval for it. */
export interface Estimate {
  median: number;
  low: number;
  high: number;
}

/**
 * By order statistics, which assume nothing of how the values are spread: of n values, so many from either end that the
 * median lies outside with a chance of at most 5 %. Source: Conover, Practical Nonparametric Statistics, section 3.2.
 */
export function estimate(values: number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? NaN;
  const n = sorted.length;
  const out = outside(n);
  return {
    median: (at(Math.floor((n - 1) / 2)) + at(Math.ceil((n - 1) / 2))) / 2,
    low: at(out),
    high: at(n - 1 - out),
  };
}

/** How many values at either end are left out: the chance of so few heads in n tosses is at most 2.5 %. */
function outside(n: number): number {
  let chance = 0.5 ** n;
  let sum = chance;
  let out = 0;
  while (sum <= 0.025) {
    out += 1;
    chance = (chance * (n - out + 1)) / out;
    sum += chance;
  }
  return Math.max(0, out - 1);
}
