import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = join(root, '.build', 'package');

/** Jest runs this once before the tests: `npm pack`, which builds first, as a publisher would do it. */
export default function pack(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const words = ['pack', '--silent', '--pack-destination', folder];
  const { status } = spawnSync('npm', words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ${words.join(' ')} failed (exit code ${status}).`);
}

/** The file that was packed. */
export function packed(): string {
  const [file, ...others] = readdirSync(folder);
  if (file === undefined || others.length > 0) throw new Error(`${folder} holds one package.`);
  return join(folder, file);
}
