import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

export const guide = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

/** A fenced block of the guide. */
export interface Block {
  text: string;
  /** Nothing before it is marked as in need of an account. */
  offline: boolean;
}

export const blocks = (language: string): Block[] =>
  [...guide.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ({ 1: text = '', index }) => ({ text, offline: !guide.slice(markedFrom, index).includes('☁') }),
  );

/** The page's introduction says what the mark means. */
const markedFrom = guide.indexOf('\n## ');

/** What a reader puts in for `<name>`. */
const filled: Record<string, string> = {
  account: '123456789012',
  region: 'us-east-1',
};

export const fillIn = (text: string): string =>
  text.replaceAll(/<(\w+)>/g, (_, name: string) => {
    const value = filled[name];
    if (value === undefined) throw new Error(`The guide does not say what <${name}> is.`);
    return value;
  });

/** A command that was called, with its arguments. */
export type Call = string[];

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Of commands that stand-ins took. */
  calls: Call[];
}

/** What they answer, by their first words: the first time, the second…, and ever after as the last time. */
export type Answers = Record<string, string[]>;

/** A copy of the project, where commands are carried out, with stand-ins for what needs an account, a network or time. */
export class Workshop {
  readonly directory = mkdtempSync(join(tmpdir(), 'transship-guide-'));
  private readonly project = join(this.directory, 'project');

  constructor() {
    const left = ['node_modules', '.git', '.build', 'cdk.out', 'report', 'dist'];
    const paths = left.map((name) => join(root, name));
    cpSync(root, this.project, { recursive: true, filter: (path) => !paths.includes(path) });
    symlinkSync(join(root, 'node_modules'), join(this.project, 'node_modules'));
    mkdirSync(join(this.directory, 'bin'));
    for (const name of ['aws', 'docker', 'npm', 'npx', 'sleep']) {
      const file = join(this.directory, 'bin', name);
      writeFileSync(file, STAND_IN);
      chmodSync(file, 0o755);
    }
  }

  /** As a reader's shell would; the first command that fails ends it. */
  run(script: string, answers: Answers = {}, environment: Record<string, string> = {}): Outcome {
    const log = join(this.directory, 'calls');
    writeFileSync(log, '');
    const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], {
      cwd: this.project,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...environment,
        PATH: `${join(this.directory, 'bin')}:${process.env.PATH}`,
        REAL_PATH: process.env.PATH,
        CALLS: log,
        ANSWERS: JSON.stringify(answers),
      },
    });
    const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    return { status, stdout, stderr, calls: lines.map((line) => JSON.parse(line) as Call) };
  }

  read(file: string): string {
    return readFileSync(join(this.project, file), 'utf8');
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Writes down how it was called, and answers what it is told to. What of npx needs no account is carried out. */
const STAND_IN = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const call = [require('node:path').basename(process.argv[1]), ...process.argv.slice(2)];
const offline = call[0] === 'npx' && !/^(bootstrap|deploy|destroy)$/.test(call[2]);
if (offline) {
  const env = { ...process.env, PATH: process.env.REAL_PATH };
  process.exit(spawnSync('npx', call.slice(1), { stdio: 'inherit', env }).status ?? 1);
}
const key = call.slice(0, 3).join(' ');
const earlier = readFileSync(process.env.CALLS, 'utf8').split('\\n').filter(Boolean);
const nth = earlier.filter((line) => JSON.parse(line).slice(0, 3).join(' ') === key).length;
appendFileSync(process.env.CALLS, JSON.stringify(call) + '\\n');
const answers = JSON.parse(process.env.ANSWERS)[key] ?? [''];
console.log(answers[Math.min(nth, answers.length - 1)]);
`;
