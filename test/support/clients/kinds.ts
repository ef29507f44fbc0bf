import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Program } from './client';
import { startCurl } from './curl';
import { startDriver } from './driver';

const at = (file: string): string => join(__dirname, 'programs', file);

export const programs = {
  fetch: () => startDriver(process.execPath, [at('fetch.mjs')]),
  axios: () => startDriver(process.execPath, [at('axios.mjs')]),
  curl: startCurl,
  python: () => startDriver('python3', [at('python.py')]),
  // The flags make it start sooner; none is about HTTP.
  java: () =>
    startDriver('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', at('Calls.java')]),
} satisfies Record<string, () => Program>;

/** An HTTP client at its default settings, but for what its name tells. */
export interface Kind {
  name: string;
  program: keyof typeof programs;
  variant: string;
  /** Whether it follows a 303 by itself. */
  follows: boolean;
  /** Whether it keeps its connection for the next call. */
  keeps: boolean;
  /** What must be on the machine, as a command that succeeds if it is. */
  needs: string[];
}

const curl = {
  program: 'curl',
  keeps: false,
  needs: ['curl', '--version'],
} satisfies Partial<Kind>;
const python = { program: 'python', follows: true, keeps: false } satisfies Partial<Kind>;
const java = {
  program: 'java',
  keeps: true,
  needs: ['java', '--describe-module', 'jdk.compiler'],
} satisfies Partial<Kind>;
const node = {
  variant: '',
  follows: true,
  keeps: true,
  needs: [process.execPath, '--version'],
} satisfies Partial<Kind>;

export const kinds: Kind[] = [
  { name: 'fetch', program: 'fetch', ...node },
  { name: 'axios', program: 'axios', ...node },
  { name: 'curl -L', variant: '-L', follows: true, ...curl },
  { name: 'curl -X POST -L', variant: '-X POST -L', follows: true, ...curl },
  { name: 'curl', variant: '', follows: false, ...curl },
  { name: 'urllib', variant: 'urllib', needs: ['python3', '--version'], ...python },
  { name: 'requests', variant: 'requests', needs: ['python3', '-c', 'import requests'], ...python },
  { name: 'HttpClient of Java, NORMAL', variant: 'NORMAL', follows: true, ...java },
  { name: 'HttpClient of Java', variant: 'NEVER', follows: false, ...java },
];

const present = new Map<string, boolean>();

/** Whether this machine has it; asked once for each command. */
export function isHere({ needs }: Kind): boolean {
  const [command = '', ...args] = needs;
  const asked = needs.join(' ');
  const here = present.get(asked) ?? spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  present.set(asked, here);
  return here;
}
