/** Random programs, moved between their versions under faults. `npm run random -- --help` */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { interruption } from '../../local/interruption';
import { noFigures, sum, toldIn } from './figures';
import type { Order, Report } from './worker';

// Exit codes: 0 no violation, 1 violations, or not all reported, 2 a fault of this command's own, 130 interrupted.

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const PROGRAMS = 10_000;
const FIRST = 1;

const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number ≥ 1.');
  return Number(text);
};

interface Options {
  programs?: number;
  seed?: number;
  times: number;
  atOnce: number;
  workers: number;
}

const options = new Command('random')
  .description(
    'Makes services and later versions of them by chance, with their translators; hands their executions from owner to owner and from version to version, up and down, under faults of the store; and compares what was done and what came of it with what must be. A seed gives the same program, versions, moves and faults each time; only how steps that run side by side fall out is up to the machine.',
  )
  .option('--programs <n>', `so many, the seeds from --seed on (default: ${PROGRAMS})`, count)
  .option(
    '--seed <n>',
    `without --programs, only this one, with all details (default: ${FIRST})`,
    count,
  )
  .option('--times <n>', 'each so often', count, 1)
  .option('--at-once <n>', 'so many side by side in each process', count, 8)
  .option('--workers <n>', 'so many processes, each with a store of its own', count, 2)
  .parse()
  .opts<Options>();

function seeds(): number[] {
  const { seed = FIRST, programs = options.seed === undefined ? PROGRAMS : 1, times } = options;
  return Array.from({ length: programs * times }, (_, place) => seed + Math.floor(place / times));
}

/** One process; resolves when it has ended, well or not, and all that it has sent is here. */
function work(order: Order, onReport: (report: Report) => void, signal: AbortSignal) {
  const worker: ChildProcess = fork(join(__dirname, 'worker.ts'));
  const end = () => worker.kill('SIGKILL');
  signal.addEventListener('abort', end);
  worker.on('message', onReport);
  worker.send(order);
  return new Promise<boolean>((resolve) => {
    worker.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code === 0);
    });
  });
}

async function main(): Promise<number> {
  const signal = interruption();
  const all = seeds();
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let figures = noFigures();
  const failed: number[] = [];

  const progress = () =>
    `${figures.programs}/${all.length}, ${failed.length} failed, ${seconds()} s`;
  const show = process.stdout.isTTY
    ? () => process.stdout.write(`\r${progress()}`)
    : () => figures.programs % 1_000 === 0 && console.log(progress());
  const onReport = (report: Report) => {
    figures = sum(figures, report.figures);
    if (report.violations > 0) failed.push(report.seed);
    if (report.text) console.log(`\n${report.text}`);
    if (report.text && report.violations > 0)
      console.log(`  Again: npm run random -- --seed ${report.seed}`);
    show();
  };

  const { atOnce, workers } = options;
  const details = options.seed !== undefined && options.programs === undefined;
  const shares = Array.from({ length: Math.min(workers, all.length) }, (_, worker) =>
    all.filter((_seed, place) => place % workers === worker),
  );
  const ended = await Promise.all(
    shares.map((its) => work({ seeds: its, atOnce, details }, onReport, signal)),
  );
  console.log(`\n${toldIn(figures)}; ${seconds()} s`);
  if (signal.aborted) return 130;
  if (ended.includes(false)) throw new Error('A process has not come to its end.');
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`);
  if (figures.programs !== all.length) {
    console.log(
      `Of ${all.length} programs ${figures.programs} were reported: the others are unknown.`,
    );
    return 1;
  }
  if (failed.length === 0) console.log('No violations.');
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
