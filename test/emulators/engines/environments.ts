import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

/** Each engine in a virtual environment of its own: they need different versions of the same packages. */
export const engines = {
  /** What must work for the environment to be whole. */
  moto: 'import moto.server, cfnlint',
  ministack: 'import ministack.app, jsonata',
} as const;

export type Engine = keyof typeof engines;

const folderOf = (engine: Engine) => join(root, '.build', 'emulators', engine);

/** A command of the engine's environment. */
export const commandOf = (engine: Engine, command: string): string =>
  join(folderOf(engine), 'bin', command);

/** Makes the engine's environment if it is not there as pinned. Throws if it cannot be made, or does not work. */
export function install(python: string, engine: Engine): void {
  const requirements = join(__dirname, '..', 'requirements', `${engine}.txt`);
  const pinned = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const folder = folderOf(engine);
  // Written last, so that an environment that was not finished is made again.
  const mark = join(folder, 'pinned');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== pinned) {
    console.log(`Installing ${engine} into .build/emulators/${engine}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    run(python, ['-m', 'venv', folder]);
    run(commandOf(engine, 'pip'), ['install', '--quiet', '--no-deps', '-r', requirements]);
    writeFileSync(mark, pinned);
  }
  run(commandOf(engine, 'python'), ['-c', engines[engine]]);
}

function run(command: string, words: string[]): void {
  const { status, error } = spawnSync(command, words, { stdio: 'inherit' });
  if (status === 0) return;
  const message = `${command} ${words.join(' ')} failed (${error?.message ?? `exit code ${status}`}).`;
  throw new Error(message);
}
