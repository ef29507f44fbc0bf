import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftIn, startDemo } from '../support/demo-run';

// Two whole runs at once, beside another test's cluster, on two cores: 70 s alone, and what hangs still ends.
jest.setTimeout(240_000);

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'npm-start-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

const start = (...options: string[]) => startDemo(temporary, ...options);
const left = () => leftIn(temporary);

test('two at once both work, to a release that translates and back from it, and print plain lines where there is no terminal', async () => {
  const traffic = ['--nodes', '1', '--rate', '2', '--orders-rate', '0.8', '--order-seconds', '20'];
  const short = ['--warm-up', '4', '--cool-down', '0', '--propagation', '0'];
  const other = await mkdtemp(join(tmpdir(), 'npm-start-'));
  const [there, back] = [
    ['--from', '2', '--to', '3'],
    ['--from', '3', '--to', '2'],
  ] as const;
  const runs = [
    startDemo(temporary, ...traffic, ...short, ...there),
    startDemo(other, ...traffic, ...short, ...back),
  ];
  for (const { code, stdout, stderr } of await Promise.all(runs.map(({ ended }) => ended))) {
    expect(stdout).toContain('PASSED');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
  }
  expect([...(await left()), ...(await leftIn(other))]).toEqual([]);
  await rm(other, { recursive: true, force: true });
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

test.each([
  ['--instances', '1'],
  ['--rate', 'many'],
  ['--strategy', 'hope'],
  ['--order-seconds', ''],
  ['--no-such-option', ''],
])('%s %s is a clear error, and starts nothing', async (option, value) => {
  const { code, stdout, stderr } = await start(option, value).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^InvalidOption: .*${option}`));
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
