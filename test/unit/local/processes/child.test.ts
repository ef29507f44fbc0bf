import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, startChild } from '../../../../local/processes/child';

jest.setTimeout(60_000);

const fixtures = join(__dirname, '../../../fixtures/processes');
const script = join(fixtures, 'stubborn.cjs');
let directory: string;
let logFile: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'child-'));
  logFile = join(directory, 'child.log');
});
afterEach(() => rm(directory, { recursive: true }));

const until = async (look: () => boolean | Promise<boolean>) => {
  const deadline = Date.now() + 50_000;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error('It did not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const printed = async (text: string) => (await readFile(logFile, 'utf8')).includes(text);
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a child that ignores SIGTERM is killed when its grace is over', async () => {
  const child = startChild({ script, environment: {}, logFile });
  await until(() => printed('ready'));
  await endChild(child, 5_000);
  expect(child.signalCode).toBe('SIGKILL');
  expect(await printed('SIGTERM ignored')).toBe(true);
});

test('a child that is frozen is killed too', async () => {
  const child = startChild({ script, environment: {}, logFile });
  await until(() => printed('ready'));
  child.kill('SIGSTOP');
  await endChild(child, 50);
  expect(child.signalCode).toBe('SIGKILL');
});

test('a child ends when its parent is killed', async () => {
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', join(fixtures, 'parent.ts'), script, logFile],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  await until(() => printed('ready'));
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid));
});
