/** Checks the models of the protocol: what holds in every state, and that seeded bugs are caught. `npm run model -- --help` */
import { Command, InvalidArgumentError } from 'commander';
import { check } from './check';
import { type ModelRun, modelRuns } from './runs';
import { toolsOf, whatIsMissing } from './tools';

const atOnce = (text: string): number => {
  if (text === '1' || text === '2') return Number(text);
  throw new InvalidArgumentError('1 or 2: a checker may need some GB of memory.');
};

const options = new Command('model')
  .description('Checks the models of the protocol with Spin (model/README.md).')
  .option('--only <name>', 'of this model, or this run: fence, fence/NO_SEQ')
  .option('--at-once <n>', 'how many run side by side', atOnce, 1)
  .addHelpText(
    'after',
    '\nExit code: 0, all as expected; 1, not so; 2, Spin or a C compiler is missing.',
  )
  .parse()
  .opts<{ only?: string; atOnce: number }>();

async function report(run: ModelRun): Promise<boolean> {
  const begun = performance.now();
  const { good, found, states } = await check(run, toolsOf(process.env)).catch((error: Error) => ({
    good: false,
    found: `no checker could be made: ${error.message}`,
    states: 0,
  }));
  const cells = [
    good ? 'ok  ' : 'FAIL',
    run.name.padEnd(30),
    `${states} states`.padStart(15),
    `${((performance.now() - begun) / 1000).toFixed(1)} s`.padStart(8),
    [run.shows.join(' ').padEnd(17), found].join('  '),
  ];
  console.log(cells.join('  '));
  return good;
}

async function main(): Promise<number> {
  const missing = whatIsMissing(toolsOf(process.env));
  if (missing.length > 0) {
    console.error(missing.join('\n'));
    return 2;
  }
  const { only } = options;
  const chosen = modelRuns.filter(({ name, model }) => !only || only === name || only === model);
  if (chosen.length === 0) {
    console.error(
      `There is no model and no run ${only}. The runs are: ${modelRuns.map(({ name }) => name).join(', ')}`,
    );
    return 1;
  }
  const waiting = [...chosen];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let run = waiting.shift(); run; run = waiting.shift())
      if (!(await report(run))) failed += 1;
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  console.log(`\n${chosen.length - failed} of ${chosen.length} runs as expected`);
  return failed > 0 ? 1 : 0;
}

void main().then((code) => (process.exitCode = code));
