import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

// What `npm start` runs, as a process of its own, with a temporary directory that only it uses.

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'npm-start-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

interface Run {
  child: ChildProcess;
  /** Resolves once it has printed this. */
  printed(what: string): Promise<void>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(...options: string[]): Run {
  const child = spawn(
    process.execPath,
    ['--require', 'tsx/cjs', 'local/start.ts', '--report', join(temporary, 'report'), ...options],
    { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit').then(async ([code]) => {
    const [stdout, stderr] = await output;
    return { code: code as number | null, stdout, stderr };
  });
  let seen = '';
  const printed = (what: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.includes(what)) resolve();
      };
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It never printed "${what}":\n${seen}`)));
    });
  return { child, printed, ended };
}

/** The clusters' files that are still there, and the processes that run on them. */
async function left(): Promise<string[]> {
  const files = (await readdir(temporary)).filter((name) => name.startsWith('transship-'));
  const processes = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
  return [...files, ...processes.split('\n').filter((line) => line.includes(`${temporary}/trans`))];
}

/** Children on a leash notice by themselves that their parent is gone. */
async function nothingIsLeft(): Promise<void> {
  while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('interrupted under load, it takes everything down in order', async () => {
  const run = start('--nodes', '1');
  await run.printed('Warming up');
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/Taking everything down$/);
  expect(await left()).toEqual([]);
});

test('interrupted in the middle of an upgrade, it leaves nothing either', async () => {
  const run = start('--nodes', '1', '--warm-up', '1');
  await run.printed('Shift requests away');
  run.child.kill('SIGTERM');
  expect((await run.ended).code).toBe(130);
  expect(await left()).toEqual([]);
});

test('interrupted twice, it ends at once, and its processes with it', async () => {
  const run = start('--nodes', '1');
  await run.printed('Warming up');
  run.child.kill('SIGINT');
  await run.printed('Taking everything down');
  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  await nothingIsLeft();
});

test('a port that is taken is a clear error', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { code, stderr } = await start('--port', String(port)).ended;
  holder.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^PortInUse: Port ${port} .*--port`));
  expect(await left()).toEqual([]);
});

test('a wrong option is a clear error, and starts nothing', async () => {
  const { code, stdout, stderr } = await start('--instances', '1').ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^InvalidOption: .*--instances/);
});

test('stopping instances at once fails requests, and the verdict says so', async () => {
  const traffic = ['--nodes', '1', '--warm-up', '3', '--order-seconds', '8', '--cool-down', '0'];
  const { code, stdout } = await start('--strategy', 'stop', '--json', ...traffic).ended;
  const verdict = JSON.parse(stdout) as { passed: boolean; orders: { failed: number } };
  expect(code).toBe(1);
  expect(verdict.passed).toBe(false);
  expect(verdict.orders.failed).toBeGreaterThan(0);
  const html = await readFile(join(temporary, 'report', 'index.html'), 'utf8');
  expect(html).toContain('Failed');
  expect(await left()).toEqual([]);
});
