import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Checked, type Verdict, judge } from './judge';
import type { ModelRun } from './runs';
import type { Tools } from './tools';

const execute = promisify(execFile);

/** A checker that takes longer is cut off. The longest one takes a minute and a half on a busy core. */
const LONGEST_MS = 10 * 60_000;
const MOST_MEMORY_MB = 4_000;
const DEPTH = 200_000;

/** Makes a checker of the model as the run has it, and runs it through all states. Errors: if there is none to be made. */
export async function check(run: ModelRun, tools: Tools): Promise<Verdict> {
  const directory = join(__dirname, '../.build/model', run.name);
  await mkdir(directory, { recursive: true });
  const within = { cwd: directory };
  const defines = run.defines.map((define) => `-D${define}`);
  await execute(tools.spin, [...defines, '-a', join(__dirname, `${run.model}.pml`)], within);
  const kind = run.expected === 'ends' ? '-DNP' : '-DSAFETY';
  const room = [`-DMEMLIM=${MOST_MEMORY_MB}`, '-DCOLLAPSE'];
  await execute(tools.cc, ['-O1', '-w', kind, ...room, '-o', 'pan', 'pan.c'], within);
  return judge(run, await explore(run, directory));
}

/** Nodes go round for ever, so that where they stand in the end is no fault (-E): the models say what is. */
async function explore({ expected }: ModelRun, directory: string): Promise<Checked> {
  const options = ['-E', `-m${DEPTH}`, ...(expected === 'ends' ? ['-l'] : [])];
  try {
    const checker = { cwd: directory, timeout: LONGEST_MS, maxBuffer: 1 << 26 };
    const { stdout } = await execute(join(directory, 'pan'), options, checker);
    return { output: stdout, finished: true };
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    return { output: stdout, finished: false };
  }
}
