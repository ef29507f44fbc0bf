/** Every fault in every state of the upgrade, on the embedded cloud, under requests. `npm run matrix -- --help` */
import { Command, InvalidArgumentError } from 'commander';
import { fill } from '../../docs/sections';
import { interruption } from '../../local/interruption';
import { perform } from './perform';
import { commitNow, keep, readResults, type Result } from './results';
import { allScenarios, type Scenario, type Strike } from './scenarios';
import { forCi } from './in-turn';
import { named, sample } from './select';
import { tables } from './table';

// Exit codes: 0 no violation, 1 violations, 130 interrupted.

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number ≥ 1.');
  return Number(text);
};

interface Options {
  list?: true;
  only?: string[];
  sample?: number;
  seed: string;
  atOnce: number;
  ci?: true;
  again?: true;
  write?: true;
}

const options = new Command('matrix')
  .description(
    'Carries out every fault in every task state of the upgrade, under requests. What was carried out with the present commit is not carried out again, so that a run that was interrupted goes on. Results: .build/fault-matrix.jsonl',
  )
  .option('--list', 'list the scenarios and what came of them, and carry out nothing')
  .option('--only <names...>', 'only these: "State × fault", a state, or a fault')
  .option('--sample <n>', 'only so many of them, at random', count)
  .option('--seed <text>', 'by which --sample chooses', '1')
  .option('--at-once <n>', 'so many side by side, each on a cluster of its own', count, 1)
  .option(
    '--ci',
    'each state once, those of one course in one upgrade, and a few more; faults change with the commit',
  )
  .option('--again', 'begin anew')
  .option('--write', 'write the tables of docs/fault-matrix.md; alone, carry out nothing')
  .parse()
  .opts<Options>();

function chosen(commit: string): Scenario[] {
  const all = options.ci ? forCi(allScenarios(), commit) : allScenarios();
  const meant = options.only ? named(all, options.only) : all;
  return options.sample === undefined ? meant : sample(meant, options.sample, options.seed);
}

const line = ({ scenario, seconds, requests, endings, violations, commit }: Result): string =>
  [
    `${violations.length === 0 ? 'ok  ' : 'NOT '}${scenario}: ${endings.join(', ')}`,
    `${requests} requests, ${seconds} s, ${commit}`,
    ...violations.map((violation) => `\n      ${violation}`),
  ].join('  ');

const told = ({ state, fault }: Strike): string => `${state} × ${fault}`;

function list(scenarios: Scenario[]): void {
  const results = readResults();
  for (const { name } of scenarios) {
    const result = results.findLast(({ scenario }) => scenario === name);
    console.log(result ? line(result) : `    ${name}: not run`);
  }
}

/** The violations of the scenarios that were chosen, whenever they were carried out. */
async function carryOut(scenarios: Scenario[], commit: string, signal: AbortSignal) {
  const isOfNow = (result: Result) =>
    result.commit === commit && scenarios.some(({ name }) => name === result.scenario);
  const results = options.again || options.ci ? [] : readResults().filter(isOfNow);
  const open = scenarios.filter(
    ({ name }) => !results.some(({ scenario, violations }) => scenario === name && !violations[0]),
  );
  console.log(`${scenarios.length} scenarios, ${open.length} to carry out (${commit})`);
  for (const { name, strikes } of open)
    if (strikes.length > 1) console.log(`${name}: ${strikes.map(told).join(', ')}`);
  let done = 0;
  let violations = 0;
  await perform(open, {
    commit,
    atOnce: options.atOnce,
    signal,
    onResult(result) {
      keep(result);
      violations += result.violations.length;
      console.log(`${String(++done).padStart(3)}/${open.length} ${line(result)}`);
    },
  });
  return violations;
}

const write = (): Promise<void> => fill('fault-matrix.md', tables(readResults()));

async function main(): Promise<number> {
  const signal = interruption();
  const commit = commitNow();
  const scenarios = chosen(commit);
  if (options.list) {
    list(scenarios);
    return 0;
  }
  const { only, ci, again } = options;
  if (options.write && !only && !ci && !again && options.sample === undefined) {
    await write();
    return 0;
  }
  const violations = await carryOut(scenarios, commit, signal);
  if (options.write) await write();
  if (signal.aborted) return 130;
  console.log(violations === 0 ? 'No violations.' : `${violations} violations.`);
  return violations === 0 ? 0 : 1;
}

main().then(
  // What was given up half done may still be waiting for an answer.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
