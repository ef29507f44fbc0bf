/** What an upgrade, a month of standing still and requests cost on AWS, from counted figures. `npm run cost -- --help` */
import { Command, InvalidArgumentError } from 'commander';
import { fill } from '../../docs/sections';
import { readRecording } from '../../recordings/recording';
import { readCounts } from './counts';
import { costParts, tablesOf } from './parts';
import { aligned } from './tables';
import { assumed } from './upgrade';

const number = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('A number above 0.');
  return value;
};
const count = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A whole number ≥ 1.');
  return Number(text);
};

interface Options {
  instances: number;
  rolloutSeconds: number;
  lambdaSeconds: number;
  moved: number;
  requests: number;
  write?: true;
}

const options = new Command('cost')
  .description('What Transship costs on AWS, in us-east-1, from counted figures (docs/cost.md).')
  .option('--instances <n>', 'instances that are upgraded', count, assumed.instances)
  .option('--rollout-seconds <s>', 'rollout of each instance', number, assumed.rolloutSeconds)
  .option('--lambda-seconds <s>', 'of one invocation', number, assumed.lambdaSeconds)
  .option('--moved <n>', 'executions moved by the upgrade', count, assumed.moved)
  .option('--requests <n>', 'requests', count, 1_000_000)
  .option('--write', 'write the tables into docs/cost.md, which goes by the defaults')
  .parse()
  .opts<Options>();

async function main(): Promise<void> {
  const upgrade = { ...assumed, ...options };
  const { requests } = options;
  const tables = await tablesOf({ upgrade, requests }, readRecording('succeeded'), readCounts());
  console.log(Object.values(tables).map(aligned).join('\n\n'));
  if (options.write) await fill('cost.md', await costParts());
}

void main();
