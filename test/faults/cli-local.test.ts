/** `transship local up`, and finding it with `--local`. */
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliOptions, cli, startCli } from '../support/cli';
import { until } from '../support/until';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a cloud is started, found by the other verbs and taken down, and leaves nothing', async () => {
  const options: CliOptions = { environment: { TMPDIR: directory }, directory };
  const up = startCli(['local', 'up', '--nodes', '1'], options);
  try {
    await until(() => up.printed().includes('Ctrl-C') || up.child.exitCode !== null);
    const told = join(directory, '.transship', 'local.json');
    expect(statSync(told).mode & 0o777).toBe(0o600);
    const [, url = ''] = /serves at (\S+)/.exec(up.printed()) ?? [];

    const second = await cli(['local', 'up'], options);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('runs already')]);

    const status = await cli(['status', '--local', '--json'], options);
    expect(JSON.parse(status.stdout)).toMatchObject({ cluster: 'shop', lock: { state: 'free' } });

    const dry = await cli(['upgrade', '--local', '--release', '2', '--dry-run'], options);
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringContaining('2 of 2 instances updated'),
    ]);

    up.child.kill('SIGINT');
    const { code, stdout } = await up.ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('Everything is taken down.')]);
    expect(existsSync(told)).toBe(false);
    // The loader of TypeScript keeps a cache of its own there.
    const left = (await readdir(directory)).filter((name) => !name.startsWith('tsx-'));
    expect(left).toEqual(['.transship']);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  } finally {
    up.child.kill('SIGINT');
    await up.ended;
  }
});
