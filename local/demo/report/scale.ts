/** The shared time axis: ms since the epoch → x in the drawing. */
export interface TimeScale {
  from: number;
  to: number;
  width: number;
  x(at: number): number;
}

export function timeScale(from: number, to: number, width: number): TimeScale {
  const span = Math.max(1, to - from);
  const x = (at: number) => round((Math.min(Math.max(at, from), to) - from) * (width / span));
  return { from, to, width, x };
}

/** Whole steps of 1, 2, 5, 10, … seconds, at most `most` of them. */
export function ticks({ from, to }: TimeScale, most: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * 1_000);
  const step = steps.find((candidate) => (to - from) / candidate <= most) ?? 1_800_000;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** Minutes and seconds since the beginning: 1:05. */
export function clockTime(at: number, from: number): string {
  const seconds = Math.round((at - from) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One digit behind the point is less than anybody sees, and keeps the page small. */
export const round = (value: number): number => Math.round(value * 10) / 10;
