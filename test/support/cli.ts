import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(__dirname, '..', '..');

/** `npx tsx cli/transship.ts`, without a shell in between, from anywhere. */
const command = ['--require', require.resolve('tsx/cjs'), join(root, 'cli', 'transship.ts')];

export interface CliOptions {
  environment: Record<string, string | undefined>;
  /** Working directory. */
  directory?: string;
  /** What it reads from standard input. */
  input?: string;
}

export interface CliOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command as a process of its own, with this environment and nothing of this machine's AWS configuration. */
export function startCli(
  args: string[],
  { environment, directory, input = '' }: CliOptions,
): { child: ChildProcess; printed: () => string; ended: Promise<CliOutcome> } {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_COLOR: '1',
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit').then(async ([code]) => {
    const [stdout, stderr] = await output;
    return { code: code as number | null, stdout, stderr };
  });
  return { child, printed: () => printed, ended };
}

export const cli = (args: string[], options: CliOptions): Promise<CliOutcome> =>
  startCli(args, options).ended;
