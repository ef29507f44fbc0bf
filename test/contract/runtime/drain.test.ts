import type { StoreRequest } from '../../../local/dynamodb';
import { type NodeOptions, type Service, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { configure } from '../../support/configure';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { leaveExecution, startGhost } from '../../support/ghost';
import { after, looksForWork } from '../../support/occasions';
import { nowAndThen } from '../../support/storm';
import { until } from '../../support/until';

let fleet: Fleet;
let opened: Gate;
const runs: string[] = [];

/** What waits for the gate is not to be over by itself, also where a clock is ten times as fast. */
const patience = { timeoutMs: 36_000_000 };

/** `first` takes until the gate is opened. */
const work = (version = '1', reads: string[] = []): Service =>
  service<string>({
    name: 'work',
    version,
    reads,
    handler: async (ctx, input) => {
      await ctx.step(
        'first',
        () => {
          runs.push(`${input} first`);
          return opened.opened;
        },
        patience,
      );
      await ctx.step('second', () => runs.push(`${input} second`));
      return input;
    },
  });
const nap = service({
  name: 'nap',
  version: '1',
  handler: async (ctx) => {
    await ctx.wait('for an hour', 3_600_000);
  },
});
const hasty = { clock: fastClock(10), modePollMs: 500, idleTimeoutSeconds: 600 };
const start = (instance: string, options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance, services: [work(), nap], ...hasty, ...options });

beforeEach(async () => {
  runs.splice(0);
  opened = gate();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  fleet.store.faults.clear();
  await fleet.close();
});

const async = { prefer: 'respond-async' };
const begun = (...inputs: string[]) =>
  until(() => inputs.every((input) => runs.includes(`${input} first`)));
const statusOf = async (id: string) => (await fleet.executions.head(id))?.status;
const recordOf = async (instance: string) => (await fleet.records(instance))[0];
const idOf = (answer: Response) => answer.headers.get('execution-id') ?? 'none';

const unfinished = async () => {
  const heads = [];
  for await (const head of fleet.executions.unfinished()) heads.push(head);
  return heads;
};

const looksForMode = ({ key }: StoreRequest) => key?.pk.startsWith('mode#') === true;

test('a sealed node claims nothing before it has read a later mode', async () => {
  const first = await start('first');
  await fleet.set('first', 'draining');
  const parked = await leaveExecution(fleet.store, { service: 'work', version: '1', input: 'it' });
  await after(20, looksForWork, fleet.store);
  expect((await first.get(`/executions/${parked}`)).status).toBe(303);
  expect(await fleet.executions.head(parked)).toMatchObject({ status: 'parked', epoch: 1 });
  opened.open();
  await fleet.set('first', 'serving');
  await until(async () => (await statusOf(parked)) === 'finished');
});

test('a new generation of the drain is sealed anew', async () => {
  await start('first');
  const generation = await fleet.set('first', 'draining');
  expect(await fleet.set('first', 'draining')).toBe(generation + 1);
  expect(await recordOf('first')).toMatchObject({ state: 'sealed', generation: generation + 1 });
});

test('a node that starts during a drain seals, and serves when that is over', async () => {
  await fleet.set('first', 'draining');
  const first = await start('first');
  await until(async () => (await recordOf('first'))?.state === 'sealed');
  expect((await first.post('/work', 'late')).status).toBe(303);
  opened.open();
  await fleet.set('first', 'serving');
  expect((await first.post('/work', 'it')).status).toBe(200);
});

test('a node seals only once its last step has ended and is saved', async () => {
  const first = await start('first');
  await first.post('/work', 'it', async);
  await begun('it');
  await fleet.set('first', 'draining', 'draining');
  await after(10, looksForMode, fleet.store);
  expect(await recordOf('first')).toMatchObject({ state: 'draining' });
  opened.open();
  await until(async () => (await recordOf('first'))?.state === 'sealed');
  expect(await unfinished()).toMatchObject([{ status: 'parked', owner: undefined }]);
  expect(runs).toEqual(['it first']);
});

test.each(['a new request', 'a commit', 'a claim'])(
  'a node does not seal while %s has no answer',
  async (what) => {
    const first = await start('first');
    const arrived = gate();
    const holdWrites = () =>
      fleet.store.faults.add({
        match: ({ operation, key }) =>
          operation === 'PutItem' && key?.pk.startsWith('execution#') === true,
        fault: { kind: 'hold', until: arrived.opened },
      });
    const asked: Promise<Response>[] = [];
    if (what === 'a commit') {
      await first.post('/work', 'it', async);
      await begun('it');
    }
    if (what === 'a claim')
      await leaveExecution(fleet.store, { service: 'work', version: '1', input: 'it' });
    const held = holdWrites();
    const isHeld = held.nextHit();
    if (what === 'a new request') asked.push(first.post('/work', 'it'));
    if (what === 'a commit') opened.open();
    await isHeld;
    await fleet.set('first', 'draining', 'draining');
    await after(10, looksForMode, fleet.store);
    expect(await recordOf('first')).toMatchObject({ state: 'draining' });
    held.remove();
    arrived.open();
    opened.open();
    await until(async () => (await recordOf('first'))?.state === 'sealed');
    expect(await unfinished()).toMatchObject([{ status: 'parked', owner: undefined }]);
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(303);
  },
);

test('the work index is no proof: with it frozen, a drain vacates all the same', async () => {
  const thaw = fleet.store.faults.freezeIndexes();
  const first = await start('first');
  for (const input of ['a', 'b', 'c']) await first.post('/work', input, async);
  await begun('a', 'b', 'c');
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await until(async () => (await recordOf('first'))?.state === 'sealed');
  const left = await unfinished();
  expect(left.map(({ status }) => status)).toEqual(['parked', 'parked', 'parked']);
  thaw();
  await start('second');
  await until(() => runs.filter((run) => run.endsWith('second')).length === 3);
  expect(new Set(runs).size).toBe(6);
  expect(runs).toHaveLength(6);
});

test('a node seals though the store stumbles at each kind of request', async () => {
  await configure(fleet.store, { leaseSeconds: 10 });
  const dead = await startGhost(fleet.store, { instance: 'second', slot: 'crashed' });
  await startGhost(fleet.store, { instance: 'second', slot: 'crashed' });
  const first = await start('first');
  await first.post('/work', 'it', async);
  await begun('it');
  const looksForLeft = (request: StoreRequest) =>
    looksForWork(request) && JSON.stringify(request.body).includes(dead.node);
  await after(1, looksForLeft, fleet.store);
  const stumbling = fleet.store.faults.add({ match: looksForLeft, fault: { kind: 'throttle' } });
  fleet.store.faults.add({ match: nowAndThen(), fault: { kind: 'drop-request' } });
  opened.open();
  await fleet.set('first', 'draining', 'draining');
  const hits = stumbling.hits();
  await until(() => stumbling.hits() > hits + 2);
  fleet.store.faults.clear();
  await until(async () => (await recordOf('first'))?.state === 'sealed');
});

test('an execution that only waits is parked at once, to be claimed when its wait is over', async () => {
  const first = await start('first');
  const before = Date.now();
  const id = idOf(await first.post('/nap', null, async));
  await until(async () => ((await fleet.executions.read(id))?.outcomes.length ?? 0) > 0);
  await fleet.set('first', 'draining');
  const head = await fleet.executions.head(id);
  expect(head?.status).toBe('parked');
  expect(head?.due).toBeGreaterThanOrEqual(before + 3_600_000);
});

test('a node that is stopped parks everything, others finish it, and its record is gone', async () => {
  const first = await start('first');
  const asked = ['a', 'b', 'c'].map((input) => first.post('/work', input));
  await begun('a', 'b', 'c');
  const stopped = first.stop();
  const second = await start('second');
  opened.open();
  for (const answer of await Promise.all(asked)) {
    expect(answer.status).toBe(303);
    expect((await second.get(answer.headers.get('location') ?? '')).status).toBe(200);
  }
  await stopped;
  expect(await fleet.records('first')).toEqual([]);
  expect(runs).toHaveLength(6);
  expect((await first.post('/work', 'late')).status).toBe(303);
});
