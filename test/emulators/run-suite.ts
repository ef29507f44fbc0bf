import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(__dirname, '..', '..');

/** Tests by their full names, sorted. */
export interface SuiteResults {
  passed: string[];
  failed: string[];
}

interface Report {
  testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[];
}

/** Runs tests of this project in another jest, with something more in the environment. */
export async function runSuite(
  path: string,
  environment: Record<string, string>,
): Promise<SuiteResults> {
  const folder = mkdtempSync(join(tmpdir(), 'transship-suite-'));
  const file = join(folder, 'report.json');
  try {
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const words = [jest, '--ci', '--runInBand', '--json', `--outputFile=${file}`, path];
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [printed] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    if (all.length === 0) throw new Error(`No test of ${path} ran:\n${printed}`);
    const named = (wanted: string) =>
      all
        .filter(({ status }) => status === wanted)
        .map(({ fullName }) => fullName)
        .sort();
    return { passed: named('passed'), failed: named('failed') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
