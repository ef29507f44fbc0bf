/** 12,345 */
export const count = (value: number): string => value.toLocaleString('en-US');

/** A duration as a person would say it: 8 ms, 1.3 s, 95 s. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 20_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}
