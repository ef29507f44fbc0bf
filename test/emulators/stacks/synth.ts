import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template';

const root = join(__dirname, '..', '..', '..');

/** What runs the nodes of the example's cluster. */
export const computes = ['ecs', 'ec2'] as const;

export type Compute = (typeof computes)[number];

/** Where the project's app is synthesised to, for all tests. */
export const folderOf = (compute: Compute): string =>
  join(root, '.build', 'emulators', 'cdk.out', compute);

/** As a user does it. Throws if it fails. */
export function synthesise(compute: Compute): void {
  const folder = folderOf(compute);
  rmSync(folder, { recursive: true, force: true });
  const words = ['cdk', 'synth', '--quiet', '--context', `compute=${compute}`, '--output', folder];
  const { status, error } = spawnSync('npx', words, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  const reason = error?.message ?? `exit code ${status}`;
  throw new Error(`npx ${words.join(' ')} failed (${reason}).`);
}

/** The files of all templates. */
export const templateFiles = (compute: Compute): string[] =>
  readdirSync(folderOf(compute))
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(folderOf(compute), file));

/** The template of a stack, read anew each time. */
export const templateOf = (stack: string, compute: Compute = 'ecs'): Template =>
  JSON.parse(readFileSync(join(folderOf(compute), `${stack}.template.json`), 'utf8')) as Template;
