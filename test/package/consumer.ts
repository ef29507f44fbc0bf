import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packed } from './pack';

const root = join(__dirname, '..', '..');
const tsc = join(root, 'node_modules', '.bin', 'tsc');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

/** How TypeScript finds a package: as Node.js does, as a bundler does, and as it did before there were `exports`. */
export const resolutions = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  node10: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
};

/** Somebody's application, in a folder of its own: the package is installed in it, and knows nothing of this project. */
export class Consumer {
  /** Holds the application's folder, and what it makes; no packages are found from here. */
  readonly place = mkdtempSync(join(tmpdir(), 'transship-package-'));
  readonly folder = join(this.place, 'application');
  readonly modules = join(this.folder, 'node_modules');

  /** Beside the package itself these are installed, in the versions that this project is tested with. */
  constructor(...others: string[]) {
    mkdirSync(this.folder);
    this.write('package.json', '{ "name": "application", "private": true }');
    const named = others.map((name) => `${name}@${devDependencies[name]}`);
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
    execFileSync('npm', ['install', ...options, packed(), ...named], { cwd: this.folder });
  }

  write(file: string, content: string): void {
    writeFileSync(join(this.folder, file), content);
  }

  /** Compiles a file strictly, declarations of packages included. Throws with the compiler's complaints. */
  compile(file: string, resolution: keyof typeof resolutions = 'node16'): void {
    const compilerOptions = {
      ...resolutions[resolution],
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      strict: true,
      skipLibCheck: false,
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
    const words = ['--project', this.folder];
    const { status, stdout } = spawnSync(tsc, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${file} does not compile:\n${stdout}`);
  }

  /** Runs Node.js in the folder to its end, knowing nothing of this machine and of AWS; returns what it printed. */
  run(words: string[], environment: Record<string, string> = {}): string {
    return execFileSync(process.execPath, words, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...environment },
      encoding: 'utf8',
    });
  }

  /** Files below a folder of `node_modules` (default: all of it), from there. */
  files(folder = ''): { path: string; bytes: number }[] {
    const start = join(this.modules, folder);
    return readdirSync(start, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: relative(start, path), bytes: statSync(path).size }));
  }

  remove(): void {
    rmSync(this.place, { recursive: true });
  }
}
