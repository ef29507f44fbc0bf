import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What `npm start` runs, as a process of its own, whose temporary files are all in one directory. */
export interface DemoRun {
  child: ChildProcess;
  /** Resolves once it has printed this. */
  printed(what: string): Promise<void>;
  /** `code`: as a shell tells it, where a signal has ended it. */
  ended: Promise<{ code: number; stdout: string; stderr: string }>;
  /** Sends a signal to it and to all in its process group, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
}

export const startDemo = (temporary: string, ...options: string[]): DemoRun =>
  run(temporary, process.execPath, ['--require', 'tsx/cjs', 'local/start.ts', ...options]);

export const npmStart = (temporary: string, ...options: string[]): DemoRun =>
  run(temporary, 'npm', ['start', '--silent', '--', ...options]);

function run(temporary: string, command: string, args: string[]): DemoRun {
  const child = spawn(command, [...args, '--report', join(temporary, 'report')], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit').then(async (exit) => {
    const [code, signal] = exit as [number | null, NodeJS.Signals | null];
    const [stdout, stderr] = await output;
    return { code: code ?? 128 + (signal ? constants.signals[signal] : 0), stdout, stderr };
  });
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  const printed = (what: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (seen.includes(what)) resolve();
      };
      look();
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It never printed "${what}":\n${seen}`)));
    });
  return {
    child,
    printed,
    ended,
    signalGroup: (signal) => process.kill(-(child.pid ?? NaN), signal),
  };
}

/** What runs of it have left: files of clusters, and processes that have anything to do with the directory. */
export async function leftIn(temporary: string): Promise<string[]> {
  const files = (await readdir(temporary)).filter((name) => name.startsWith('transship-'));
  return [...files, ...(await processesOf(temporary))];
}

async function processesOf(directory: string): Promise<string[]> {
  if (process.platform !== 'linux') {
    console.warn('Only on Linux are processes also known by their environment: Lambdas go unseen');
    const all = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' }).split('\n');
    return all.filter((line) => line.includes(directory));
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const told = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      return [await read('cmdline'), await read('environ')] as const;
    }),
  );
  return told
    .filter((texts) => texts.some((each) => each.includes(directory)))
    .map(([command]) => command.replaceAll('\0', ' '));
}
