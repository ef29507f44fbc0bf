import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from './carry-out';

/** What came of a scenario, when, and with which code. */
export interface Result extends Finding {
  scenario: string;
  /** See `commitNow`. */
  commit: string;
  /** ISO 8601. */
  at: string;
  seconds: number;
}

const root = join(__dirname, '../..');
const file = join(root, '.build', 'fault-matrix.jsonl');

/** What a scenario runs. */
const code = ['core', 'store', 'runtime', 'lambdas', 'statemachines', 'local', 'examples', 'test'];

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The commit that is checked out, `+` added where the code is not just as it is there. */
export function commitNow(): string {
  const changed = git('status', '--porcelain', '--', ...code) !== '';
  return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`;
}

/** All that were ever kept here, the oldest first. */
export function readResults(): Result[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Result);
}

export function keep(result: Result): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}
