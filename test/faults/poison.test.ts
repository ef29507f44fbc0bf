/** An execution that kills its node each time, under an upgrade; and what an operator can do with those that are stuck. */
import { join } from 'node:path';
import { randomIds } from '../../core/ids';
import type { Draft } from '../../store/executions';
import { shards } from '../../store/keys';
import { type CliOptions, cli } from '../support/cli';
import { effectsOf } from '../support/orders';
import type { Answer } from '../support/caller';
import { type Cluster, startCluster } from '../support/real-cluster';
import { environmentOf } from '../support/transship';
import { until } from '../support/until';

const application = join(__dirname, '..', 'fixtures', 'poison');

let cluster: Cluster;
let environment: CliOptions['environment'];

beforeAll(async () => {
  cluster = await startCluster({
    entryFiles: { from: join(application, 'release-1.ts'), to: join(application, 'release-2.ts') },
    nodes: 2,
    leaseSeconds: 3,
    waitScale: 1,
  });
  environment = environmentOf(cluster);
});
afterAll(() => cluster?.close());

const transship = (...args: string[]) => cli(args, { environment });

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await transship(...args, '--json');
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
  return JSON.parse(stdout) as T;
}

const stuck = async () => (await json<{ stuck: Record<string, number> }>('status')).stuck;

/** One that was begun at release 1. Returns its id. */
async function leave(but: Partial<Draft>): Promise<string> {
  const id = randomIds.next();
  await cluster.executions.create({
    id,
    service: 'poison',
    version: '1',
    owner: undefined,
    requestDigest: undefined,
    input: { id },
    outcomes: [],
    createdAt: Date.now(),
    ...but,
  });
  return id;
}

async function change(id: string, it: Parameters<typeof cluster.executions.write>[1]) {
  const standing = await cluster.executions.read(id);
  if (!standing || !(await cluster.executions.write(standing, it)))
    throw new Error(`${id} is not as it was left`);
}

/** What the index, which lags behind, shows as parked. */
async function indexed(): Promise<string[]> {
  const ids: string[] = [];
  for (const shard of shards) for await (const id of cluster.executions.parked(shard)) ids.push(id);
  return ids;
}

const doses = () => effectsOf(cluster.ledger, 'dose');

/** Requests of somebody else, one after the other, until the upgrade has given the lock back. */
async function whileUpgrading(): Promise<Answer[]> {
  const answers: Answer[] = [];
  while ((await cluster.lock()).holder !== undefined) {
    const id = `other-${answers.length}`;
    answers.push(await cluster.call({ service: 'harmless', body: { id }, key: id }));
  }
  return answers;
}

test('it is set aside after it has ended six nodes, and neither holds the upgrade up nor loses anybody else’s request', async () => {
  const upgrade = await cluster.startUpgrade();
  // Where a node is missing no upgrade begins, so this one has begun.
  await until(async () =>
    (await cluster.visits(upgrade)).some(({ state }) => state === 'Shift requests away'),
  );
  const dosed = cluster.call({
    service: 'poison',
    body: { id: 'dose' },
    key: 'dose',
    respondAsync: true,
  });
  const others = await whileUpgrading();
  expect(await cluster.awaitUpgrade(upgrade)).toMatchObject({
    status: 'SUCCEEDED',
    error: undefined,
  });

  expect(others.length).toBeGreaterThan(5);
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
  expect(doses().length).toBeLessThanOrEqual(6);
  const [{ execution = '' } = {}] = doses();
  expect(await cluster.executions.head(execution)).toMatchObject({ status: 'aside', attempts: 5 });

  const { code, stdout } = await transship('status');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Stuck: 1 execution \(1 set aside after ending too many nodes\)/m);
  expect(await json('executions', 'list', '--stuck')).toMatchObject({
    found: 1,
    executions: [{ id: execution, status: 'aside', stuck: 'setAside' }],
  });

  // Release 2 has mended it.
  const retried = await transship('executions', 'retry', execution);
  expect([retried.code, retried.stdout]).toEqual([0, expect.stringContaining('is parked')]);
  expect(await dosed).toMatchObject({ status: 200, body: { id: 'dose', release: '2' } });
  expect(doses().at(-1)).toMatchObject({ release: '2' });
  expect(await stuck()).toEqual({ setAside: 0, diverged: 0, unread: 0, more: false });
}, 400_000);

test('one that every version diverged from is retried, and one that nobody reads waits for a release that does', async () => {
  const diverged = await leave({ version: '1', owner: 'a node that was' });
  await change(diverged, { kind: 'park', due: Date.now(), excluded: '2' });
  const unread = await leave({ version: '0' });
  await until(async () => (await indexed()).length === 2);
  expect(await stuck()).toMatchObject({ setAside: 0, diverged: 1, unread: 1 });

  expect((await transship('executions', 'retry', diverged)).code).toBe(0);
  expect(await cluster.result(diverged)).toMatchObject({ status: 200, body: { release: '2' } });
  const told = await transship('executions', 'retry', unread);
  expect([told.code, told.stdout]).toEqual([
    0,
    expect.stringContaining('no node that serves reads its version, 0'),
  ]);
  expect((await transship('executions', 'cancel', unread)).code).toBe(0);
});

test('one that is cancelled has one result, a failure, which its caller finds', async () => {
  const id = await leave({ version: '1', owner: 'a node that was' });
  await change(id, { kind: 'set-aside', at: Date.now() });
  const waiting = cluster.result(id);
  expect(await json('executions', 'cancel', id, '--reason', 'It was a mistake.')).toMatchObject({
    id,
    status: 'finished',
    result: { ok: false },
  });
  const failure = {
    status: 500,
    body: { error: 'ExecutionCancelled', message: 'It was a mistake.' },
  };
  expect(await waiting).toMatchObject(failure);
  const again = await transship('executions', 'cancel', id);
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringMatching(/^ExecutionNotStuck: .* has its result already/),
  ]);
  expect((await transship('executions', 'retry', id)).code).toBe(1);
  expect(await cluster.result(id)).toMatchObject(failure);
});

test('what a node works on is neither retried nor cancelled', async () => {
  void cluster.call({ service: 'harmless', body: { id: 'worked-on', ms: 600_000 } });
  let id = '';
  await until(async () => {
    for await (const head of cluster.executions.unfinished())
      if (head.service === 'harmless' && head.status === 'running') id = head.id;
    return id;
  });
  for (const verb of ['retry', 'cancel']) {
    const { code, stderr } = await transship('executions', verb, id);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^ExecutionNotStuck: .* runs on /)]);
  }
  // Whose it is may have changed, where a node was silent for a lease.
  const head = await cluster.executions.head(id);
  expect([head?.status, head?.result]).toEqual(['running', undefined]);
});

test('one that is not there is said not to be', async () => {
  const { code, stderr } = await transship('executions', 'retry', 'nothing');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^ExecutionNotFound: /)]);
});
