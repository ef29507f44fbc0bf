import { round, type TimeScale } from './scale';

export interface Point {
  at: number;
  values: number[];
}

/** One closed path for each value, stacked on those before it; each point holds until the next one. */
export function stackedArea(
  points: Point[],
  top: number,
  height: number,
  scale: TimeScale,
): string[] {
  const layers = points[0]?.values.length ?? 0;
  const y = (value: number) =>
    round(height - (Math.min(value, top) / Math.max(top, 1e-9)) * height);
  const sumTo = (values: number[], layer: number) =>
    values.slice(0, layer).reduce((sum, value) => sum + value, 0);
  const edge = (layer: number) =>
    points.flatMap(({ at, values }, index) => {
      const until = points[index + 1]?.at ?? scale.to;
      const level = y(sumTo(values, layer));
      return [`${scale.x(at)} ${level}`, `${scale.x(until)} ${level}`];
    });
  return Array.from({ length: layers }, (_, layer) => {
    const upper = edge(layer + 1);
    const lower = edge(layer).reverse();
    return `M${[...upper, ...lower].join('L')}Z`;
  });
}
