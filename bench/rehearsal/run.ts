/** What a rehearsal costs the instance that serves meanwhile. `npm run bench:rehearsal -- --help` */
import { Command } from 'commander';
import { whole } from '../../cli/options';
import { startBenchCluster } from './cluster';
import type { Estimate } from './interval';
import { type MeasureOptions, measure } from './measure';

const options = new Command('bench:rehearsal')
  .description('A node under load, in windows with a rehearsal and without, in pairs.')
  .option('--executions <n>', 'half done on it', whole(1, 500), 200)
  .option('--steps <n>', 'that each has done', whole(1, 200), 20)
  .option('--rate <n>', 'short requests a second', whole(1, 200), 50)
  .option('--pairs <n>', 'of windows', whole(6, 200), 16)
  .option('--window-seconds <n>', 'that each lasts', whole(2, 60), 4)
  .parse()
  .opts<MeasureOptions>();

const told = ({ median, low, high }: Estimate): string =>
  `${median.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

async function main(): Promise<void> {
  const cluster = await startBenchCluster();
  try {
    const { ratios, without, addedMs, forecasts, failed } = await measure(cluster, options);
    console.log(
      [
        `${options.pairs} pairs of windows of ${options.windowSeconds} s; ${forecasts} executions of ${options.steps} steps forecast in each rehearsal; ${failed} requests failed`,
        'Medians, and 95 % intervals of them',
        `processor time of the serving node for each request, with a rehearsal over without: ${told(ratios.usedMs)}`,
        `  without, in ms: ${told(without.usedMs)}`,
        `response time, median, with over without: ${told(ratios.p50)}`,
        `  without, in ms: ${told(without.p50)}`,
        `response time, 99th percentile, with over without: ${told(ratios.p99)}`,
        `  without, in ms: ${told(without.p99)}`,
        `processor time that a rehearsal adds there, for each execution forecast, in ms: ${told(addedMs)}`,
      ].join('\n'),
    );
  } finally {
    await cluster.close();
  }
}

void main();
