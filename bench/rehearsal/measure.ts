import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCluster } from './cluster';
import { type Estimate, estimate } from './interval';

export interface MeasureOptions {
  /** Executions that are half done, with so many steps each. */
  executions: number;
  steps: number;
  /** Short requests a second. */
  rate: number;
  /** Each pair is a window without a rehearsal and one with it, in turns the one and the other first. */
  pairs: number;
  windowSeconds: number;
}

/** Of one window. */
interface Window {
  /** What the serving process used of its processor, in ms for each request. */
  usedMs: number;
  p50: number;
  p99: number;
  failed: number;
}

export interface Measured {
  /** With a rehearsal, over without, pair by pair. */
  ratios: Record<'usedMs' | 'p50' | 'p99', Estimate>;
  /** What a rehearsal adds to the serving process, for each execution that was forecast, in ms of its processor. */
  addedMs: Estimate;
  without: Record<'usedMs' | 'p50' | 'p99', Estimate>;
  forecasts: number;
  failed: number;
}

export async function measure(cluster: BenchCluster, options: MeasureOptions): Promise<Measured> {
  await halfDo(cluster, options);
  await window(cluster, options, true);
  const pairs: { without: Window; with: Window }[] = [];
  let forecasts = 0;
  for (let pair = 0; pair < options.pairs; pair++) {
    const results = new Map<boolean, Window>();
    for (const rehearsing of pair % 2 === 0 ? [false, true] : [true, false]) {
      const { forecast, ...seen } = await window(cluster, options, rehearsing);
      results.set(rehearsing, seen);
      if (rehearsing) forecasts = forecast;
    }
    const [without, with_] = [results.get(false), results.get(true)];
    if (without && with_) pairs.push({ without, with: with_ });
  }
  const of = (figure: 'usedMs' | 'p50' | 'p99') => ({
    ratio: estimate(pairs.map((pair) => pair.with[figure] / pair.without[figure])),
    without: estimate(pairs.map((pair) => pair.without[figure])),
  });
  const [usedMs, p50, p99] = [of('usedMs'), of('p50'), of('p99')];
  const requests = options.rate * options.windowSeconds;
  return {
    ratios: { usedMs: usedMs.ratio, p50: p50.ratio, p99: p99.ratio },
    without: { usedMs: usedMs.without, p50: p50.without, p99: p99.without },
    addedMs: estimate(
      pairs.map((pair) => ((pair.with.usedMs - pair.without.usedMs) * requests) / forecasts),
    ),
    forecasts,
    failed: pairs.reduce((sum, pair) => sum + pair.with.failed + pair.without.failed, 0),
  };
}

async function halfDo({ url }: BenchCluster, { executions, steps }: MeasureOptions): Promise<void> {
  for (let begun = 0; begun < executions; begun++) await post(`${url}/orders`, { steps }, true);
  await sleep(2_000);
}

async function window(
  cluster: BenchCluster,
  { rate, windowSeconds }: MeasureOptions,
  rehearsing: boolean,
): Promise<Window & { forecast: number }> {
  const before = await cluster.usedMs();
  const rehearsal = rehearsing ? cluster.rehearse() : Promise.resolve(0);
  const requests: Promise<number | undefined>[] = [];
  for (let sent = 0; sent < rate * windowSeconds; sent++) {
    requests.push(timed(() => post(`${cluster.url}/quotes`, sent)));
    await sleep(1_000 / rate);
  }
  const [times, forecast] = await Promise.all([Promise.all(requests), rehearsal]);
  const used = (await cluster.usedMs()) - before;
  const sorted = times.filter((time) => time !== undefined).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return {
    usedMs: used / times.length,
    p50: at(0.5),
    p99: at(0.99),
    failed: times.length - sorted.length,
    forecast,
  };
}

async function timed(work: () => Promise<boolean>): Promise<number | undefined> {
  const from = performance.now();
  return (await work()) ? performance.now() - from : undefined;
}

async function post(url: string, body: unknown, later = false): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(later && { prefer: 'respond-async' }) },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.ok;
}
