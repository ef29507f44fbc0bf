import { spread } from '../../verdict/quantiles';
import { duration } from '../../wording';
import type { DrawLane } from '../lane';
import { round } from '../scale';

const HEIGHT = 120;
const WINDOW_MS = 2_000;
const FASTEST_MS = 1;

/** Each quote a dot, on a logarithmic scale; lines for the median and the 99th percentile of every two seconds. */
export const responsesLane: DrawLane = (evidence, scale) => {
  const quotes = evidence.requests
    .filter((request) => request.service === 'quotes')
    .map(({ dueAt, endedAt, failure }) => ({ dueAt, ms: endedAt - dueAt, failure }));
  const slowest = Math.max(100, ...quotes.map(({ ms }) => ms));
  const decades = Math.log10(slowest / FASTEST_MS);
  const y = (ms: number) =>
    round(HEIGHT - (Math.log10(Math.max(FASTEST_MS, ms) / FASTEST_MS) / decades) * HEIGHT);

  const well = quotes.filter((quote) => quote.failure === undefined);
  const dots = well.map(({ dueAt, ms }) => `M${scale.x(dueAt)} ${y(ms)}h0`).join('');
  const failures = quotes
    .filter((quote) => quote.failure !== undefined)
    .map(({ dueAt }) => `M${scale.x(dueAt) - 3} 1l6 6m0 -6l-6 6`);
  const windows = new Map<number, number[]>();
  for (const { dueAt, ms } of well) {
    const window = Math.floor((dueAt - scale.from) / WINDOW_MS);
    windows.set(window, [...(windows.get(window) ?? []), ms]);
  }
  const line = (of: 'p50' | 'p99') =>
    [...windows]
      .sort(([a], [b]) => a - b)
      .map(([window, values]) => {
        const middle = scale.from + (window + 0.5) * WINDOW_MS;
        return `${scale.x(middle)} ${y(spread(values)[of])}`;
      })
      .join('L');
  const lines = (['p50', 'p99'] as const).map((of) =>
    windows.size > 0 ? `<path class="line ${of}" d="M${line(of)}"/>` : '',
  );
  const marks = [10, 100, 1_000, 10_000, 100_000].filter((ms) => ms < slowest);
  const grid = marks.map((ms) => `<path class="grid" d="M0 ${y(ms)}H${scale.width}"/>`);
  return {
    title: 'Response times',
    description: `${well.length} quotes answered and ${failures.length} failed; the slowest took ${duration(slowest)}.`,
    height: HEIGHT,
    labels: [
      ...marks.map((ms) => ({ y: y(ms) + 4, text: duration(ms).replace('.0', '') })),
      { y: HEIGHT, text: duration(FASTEST_MS) },
    ],
    svg: `${grid.join('')}<path class="dots" d="${dots}"/>${lines.join('')}<path class="failure" d="${failures.join('')}"/>`,
  };
};
