import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const leash = join(__dirname, 'leash.cjs');

export interface ChildOptions {
  script: string;
  environment: Record<string, string>;
  /** A file that gets what the child prints. */
  logFile: string;
}

/**
 * Starts a Node.js script as a child process in a group of its own, so that Ctrl-C in a terminal reaches only the
 * parent, which tears down in order; on a leash, so that it ends even if the parent is killed.
 */
export function startChild({ script, environment, logFile }: ChildOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--require', leash, script], {
    detached: true,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Asks a child to end, and kills it if it has not within `graceMs`. Resolves once it has ended. */
export async function endChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
