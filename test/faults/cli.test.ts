/** Every verb of the command, as a process of its own, on a whole cluster that it finds as it would find one on AWS. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fixture } from '../../core/fixture';
import { createLockStore } from '../../store/lock';
import { type CliOptions, cli, startCli } from '../support/cli';
import { drainedOnceBegun, watchInvocations } from '../support/invocations';
import { order, violations } from '../support/orders';
import { type Cluster, startCluster } from '../support/real-cluster';
import { stateOf } from '../support/state-of';
import { environmentOf } from '../support/transship';
import { until } from '../support/until';

let cluster: Cluster;
let environment: CliOptions['environment'];
beforeAll(async () => {
  // Nobody's lease is waited for here, and a doctor has a third of it for a beat that comes late.
  cluster = await startCluster({ leaseSeconds: 24 });
  environment = environmentOf(cluster);
});
afterAll(() => cluster?.close());

const transship = (args: string, input?: string) =>
  cli(args.split(' '), { environment, ...(input !== undefined && { input }) });

/** The document that it printed, and nothing else. */
async function json(args: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await transship(`${args} --json`);
  if (code !== 0) throw new Error(`${args}: ${code} ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const release = (name: 'from' | 'to') => cluster.shop.releases[name].orders ?? '';

test('status tells what each instance runs, and that nobody upgrades it', async () => {
  const { code, stdout } = await transship('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Cluster shop: no upgrade runs/);
  expect(stdout).toMatch(/^first +100 +50 % +serving +1 +1 +1 serving +0 +0 +0 +completed$/m);
  expect(await json('status')).toMatchObject({
    lock: { state: 'free' },
    instances: [
      { name: 'first', weights: [100], mode: 'serving', release: cluster.shop.releases.from },
      { name: 'second', executions: { owned: 0, parked: 0, staying: 0 } },
    ],
  });
});

test('doctor finds nothing wrong with a cluster that is well', async () => {
  const { code, stdout } = await transship('doctor');
  expect(stdout).toMatch(/ 0 warnings, 0 failures\n$/);
  expect(code).toBe(0);
});

test('a dry run tells what would be replaced, and changes nothing', async () => {
  const before = await stateOf(cluster);
  const { code, stdout } = await transship(`upgrade --update orders=${release('to')} --dry-run`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/1\. first: vacate and update[^]*- orders[^]*\+ orders[^]*2\. second/);
  expect(await json(`upgrade --update orders=${release('to')} --dry-run`)).toMatchObject({
    instances: [
      { name: 'first', update: true, to: cluster.shop.releases.to },
      { name: 'second', update: true },
    ],
  });
  expect(await stateOf(cluster)).toEqual(before);
  expect(await cluster.lock()).toEqual({ generation: 0 });
});

test('a dry run is refused as the upgrade would be', async () => {
  const absent = release('to').replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`);
  const { code, stderr } = await transship(`upgrade --update orders=${absent} --dry-run`);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^ArtifactNotFound: /)]);
});

test('an upgrade is followed to its end, while a watch shows it and an order is moved', async () => {
  const followed = order('followed', 40);
  const watch = startCli(['watch'], { environment });
  const manifest = { cluster: 'shop', update: { orders: release('to') } };
  const following = transship(
    'upgrade - --follow --first-share-percent 100',
    JSON.stringify(manifest),
  );
  let placed: ReturnType<Cluster['call']> | undefined;
  await drainedOnceBegun(cluster, 'first', async () => {
    placed = cluster.call({ service: 'orders', body: followed });
    await until(async () => ((await json('executions list')).found as number) > 0);
    await until(() => watch.printed().includes('upgrade: Drain · first'));
  });
  const { code, stdout } = await following;
  expect(stdout).toMatch(/Validate update[^]*Await handover · first[^]*Succeeded after/);
  expect(code).toBe(0);
  const answer = await placed;
  expect(answer).toMatchObject({ status: 200, body: { release: '2' } });
  expect(violations(cluster.ledger, answer ? [{ order: followed, answer }] : [])).toEqual([]);

  await until(() => watch.printed().includes('second: weight 100 · serving'));
  watch.child.kill('SIGINT');
  const watched = await watch.ended;
  expect(watched.code).toBe(130);
  expect(watched.stdout).toMatch(/cluster shop: being upgraded to .* by shop-[^]*first: weight 0/);
});

test('its history is told again, the newest or by its name', async () => {
  const newest = await json('history');
  expect(newest).toMatchObject({ status: 'SUCCEEDED' });
  const input = JSON.parse(String(newest.input)) as { options: object };
  expect(input.options).toMatchObject({ firstSharePercent: 100 });
  const name = String(newest.execution).split(':').at(-1) ?? '';
  const { stdout } = await transship(`history ${name}`);
  expect(stdout).toMatch(/^shop-\d{8}T\d{6}-\w+, begun [^]*Succeeded after/);
});

test('who had it made, and what came of it, is told from the audit record', async () => {
  const { upgrades } = (await json('audit')) as { upgrades: Record<string, unknown>[] };
  expect(upgrades).toMatchObject([
    {
      by: expect.stringMatching(/@.*, by transship$/) as string,
      manifest: { cluster: 'shop', update: { orders: release('to') } },
      plan: [{ name: 'first' }, { name: 'second' }],
      handovers: [{ instance: 'first' }, { instance: 'second' }],
      outcome: 'succeeded',
    },
  ]);
  const { stdout } = await transship('audit --limit 1');
  expect(stdout).toMatch(
    /^shop-\d{8}T[^]*manifest sha256 [0-9a-f]{64}[^]*2 handovers[^]*succeeded/,
  );
});

test('an execution is shown with its steps, its values only when they are asked for', async () => {
  const placed = cluster.call({ service: 'orders', body: order('shown', 15) });
  let id = '';
  await until(async () => {
    const { executions } = (await json('executions list --service orders')) as {
      executions: { id: string }[];
    };
    id = executions[0]?.id ?? '';
    return id !== '';
  });
  await placed;
  const { stdout } = await transship(`executions show ${id}`);
  expect(stdout).toMatch(/of orders, finished[^]*never moved[^]*step [^]*: done[^]*result: done/);
  expect(stdout).not.toContain('Ada');
  expect((await transship(`executions show ${id} --values`)).stdout).toContain('Ada');
});

test('executions are exported as fixtures that tell of them no more than is kept', async () => {
  const exported = order('exported', 2);
  const { execution = '' } = await cluster.call({ service: 'orders', body: exported });
  const directory = await mkdtemp(join(tmpdir(), 'export-'));
  try {
    const file = join(directory, 'orders.jsonl');
    const keep = '--keep input.lines.*.sku refund.by';
    const all = `executions export --service orders ${keep} --output ${file}`;
    const { code, stdout, stderr } = await transship(all);
    expect(stderr).toBe('Nothing was there to --keep at refund.by.\n');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ executions? written to /)]);
    const lines = await readFile(file, 'utf8');
    expect(lines).not.toMatch(/Ada|"exported"/);
    expect(lines).not.toContain(execution);
    for (const line of lines.trimEnd().split('\n')) {
      const fixture = JSON.parse(line) as Fixture;
      expect(Object.keys(fixture).join()).toBe('service,version,input,outcomes,renamings');
      expect(fixture.input).toMatchObject({
        customer: expect.stringMatching(/^text-\d+$/) as string,
        lines: exported.lines,
      });
    }
    expect(await transship(all)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^InvalidOption: .*--force/) as string,
    });
    expect(await transship(`${all} --force`)).toMatchObject({ code: 0 });
  } finally {
    await rm(directory, { recursive: true });
  }

  const { fixtures } = await json(`executions export ${execution} --plain`);
  expect(fixtures).toMatchObject([{ service: 'orders', input: exported, renamings: [] }]);
  const plain = await transship(`executions export --plain ${execution}`);
  expect(plain.stderr).toContain('may contain personal data');
  expect(JSON.parse(plain.stdout)).toEqual((fixtures as Fixture[])[0]);
  for (const args of ['absent', '--service absent', '--version 99'])
    expect(await transship(`executions export ${args}`)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^ExecutionNotFound: /) as string,
    });
});

test('an upgrade that fails is followed to its failure, and the exit code says so', async () => {
  const { code, stdout } = await transship(
    `upgrade --update orders=${release('to')} --follow --json`,
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'FAILED', error: 'ReleaseAlreadyInstalled' });
});

test('stop ends the upgrade that runs; what is left is seen, told what to do about, and taken up', async () => {
  const arrives = watchInvocations(cluster).hold(
    ({ functionName }) => functionName === 'AwaitRollout',
  );
  const begun = await json(`upgrade --update orders=${release('from')} --first-share-percent 100`);
  const execution = String(begun.execution);
  // It never goes on from there, however long the command takes to start.
  await arrives;
  const { code, stdout } = await transship('stop --reason enough');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Stopped shop-/)]);
  expect(await cluster.awaitUpgrade(execution)).toMatchObject({
    status: 'ABORTED',
    cause: 'enough',
  });
  expect((await transship('history')).stdout).toMatch(/Stopped after .*enough\n$/);

  // Here nothing cleans up after it.
  expect((await transship('status')).stdout).toMatch(/the lock was left behind[^]*Unfinished/);
  const { findings } = (await json('doctor')) as { findings: { about: string; level: string }[] };
  for (const about of ['lock', 'unfinished upgrade'])
    expect(findings).toContainEqual(expect.objectContaining({ about, level: 'warn' }));

  const again = await transship('resume --follow');
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('taken over')]);
  const { input } = await json('history');
  expect(JSON.parse(String(input))).toMatchObject({
    update: { orders: release('from') },
    options: { firstSharePercent: 100 },
  });
  expect(await createLockStore(cluster.table).read('shop')).not.toHaveProperty('holder');
});

test('with nothing unfinished, resume says so', async () => {
  const { code, stderr } = await transship('resume');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^NothingToResume: /)]);
});

test('rollback shows what it would do, and then does it, to what ran before', async () => {
  const before = await stateOf(cluster);
  const plan = await transship('rollback --dry-run');
  expect(plan.code).toBe(0);
  expect(plan.stdout).toMatch(/2 of 2 instances go back[^]*1\. second: [^]*2\. first: /);
  expect(await stateOf(cluster)).toEqual(before);
  const { code, stdout } = await transship('rollback --follow');
  expect([code, stdout]).toEqual([0, expect.stringContaining('back to what it ran before')]);
  const back = { release: { orders: release('to') } };
  expect(await json('status')).toMatchObject({ instances: [back, back] });
});

test('with nothing to stop, stop says so', async () => {
  const { code, stderr } = await transship('stop');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^UpgradeNotFound: /)]);
});
