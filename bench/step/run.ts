/**
 * What a step costs, in each `checkpointAfter` mode, beside the bare handler and beside one bare conditional write to
 * the same engine; and what it writes, counted by the engine. `npm run bench:step -- --help`
 */
import { Command, InvalidArgumentError } from 'commander';
import { startStore } from '../../test/support/store';
import { type Measured, measure } from './measure';
import { variants } from './variants';

const atLeastOne = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number ≥ 1.');
  return value;
};

const options = new Command('bench:step')
  .description('Cost of a step: time as ratios, medians over interleaved rounds; writes as counts.')
  .option('--steps <n>', 'steps of each execution', atLeastOne, 200)
  .option(
    '--executions <n>',
    'executions of each variant in a round, one after another',
    atLeastOne,
    5,
  )
  .option('--rounds <n>', 'counted rounds, after one to warm up', atLeastOne, 7)
  .option('--json', 'print the figures as JSON')
  .parse()
  .opts<{ steps: number; executions: number; rounds: number; json?: true }>();

function table(rows: Measured[]): string {
  const lines = rows.map(({ name, perStepMs, toBareWrite, writes, units, executionWrites }) => [
    name.padEnd(25),
    `${perStepMs.median.toFixed(4)} (${perStepMs.min.toFixed(4)}–${perStepMs.max.toFixed(4)})`.padEnd(
      26,
    ),
    toBareWrite.median.toFixed(3).padStart(8),
    writes.toFixed(3).padStart(11),
    units.toFixed(3).padStart(11),
    executionWrites.toFixed(1).padStart(14),
  ]);
  const head = [
    'variant'.padEnd(25),
    'ms a step, median (spread)'.padEnd(26),
    'to write'.padStart(8),
    'writes/step'.padStart(11),
    'units/step'.padStart(11),
    'writes/execut.'.padStart(14),
  ];
  return [head, ...lines].map((cells) => cells.join('  ')).join('\n');
}

async function main(): Promise<void> {
  const store = await startStore();
  try {
    const rows = await measure(variants(store.table), store, options);
    const { steps, executions, rounds } = options;
    console.log(
      options.json
        ? JSON.stringify({ steps, executions, rounds, rows }, undefined, 2)
        : `${rounds} rounds of ${executions} executions of ${steps} steps, in turn\n\n${table(rows)}`,
    );
  } finally {
    await store.close();
  }
}

void main();
