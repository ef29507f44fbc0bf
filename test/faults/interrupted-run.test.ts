import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { leftIn, npmStart, startDemo } from '../support/demo-run';
import { until } from '../support/until';

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'npm-start-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

const start = (...options: string[]) => startDemo(temporary, ...options);
const left = () => leftIn(temporary);
/** Children on a leash notice by themselves that their parent is gone. */
const nothingIsLeft = () => until(async () => (await left()).length === 0);
/** Nothing but files, which one that is cut off cannot remove. */
const noProcessIsLeft = () =>
  until(async () => (await left()).every((name) => name.startsWith('transship-')));

describe('interrupted', () => {
  it('under load, it takes everything down in order', async () => {
    const run = start('--nodes', '1');
    await run.printed('Warming up');
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/Taking everything down$/);
    expect(await left()).toEqual([]);
    const [url = ''] = /http:\/\/[\d.:]+/.exec(stdout) ?? [];
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });

  it('in the middle of an upgrade, it leaves nothing either', async () => {
    const run = start('--nodes', '1', '--warm-up', '1');
    await run.printed('Shift requests away');
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(130);
    expect(await left()).toEqual([]);
  });

  it('twice, it ends at once, and its processes with it', async () => {
    const run = start('--nodes', '1');
    await run.printed('Warming up');
    run.child.kill('SIGINT');
    await run.printed('Taking everything down');
    await delay(600);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
    await noProcessIsLeft();
  });

  // Ctrl-C reaches every process that the terminal has started: npm, the shell, the bundler of the images.
  it.each([1, 2, 3])('by Ctrl-C at any moment, it leaves nothing (%d)', async () => {
    const run = npmStart(temporary, '--nodes', '1', '--warm-up', '1');
    const moment = Math.round(500 + 15_000 * Math.random());
    await delay(moment);
    run.signalGroup('SIGINT');
    const { code, stderr } = await run.ended;
    await nothingIsLeft().catch(() => undefined);
    expect({ moment, code, stderr, left: await left() }).toEqual({
      moment,
      code: 130,
      stderr: '',
      left: [],
    });
  });
});

test('killed, it leaves no process', async () => {
  const run = start('--nodes', '1', '--warm-up', '1');
  await run.printed('Await handover');
  expect((await left()).length).toBeGreaterThan(5);
  run.child.kill('SIGKILL');
  expect((await run.ended).code).toBe(137);
  await noProcessIsLeft();
});
