import { type Service, service } from '../../../runtime';
import { type ModeStore, createModeStore } from '../../../store/modes';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import type { TestNode } from '../../support/node';
import { until } from '../../support/until';

// What nobody else can read has stayed for as long as it may, and is ended with its one result.

let fleet: Fleet;
let modes: ModeStore;
let first: TestNode;
let second: TestNode;
let opened: Gate;
let held: Gate;
const runs: string[] = [];

const step = (name: string, version: string) => () => void runs.push(`${name} on ${version}`);

/** `third` takes until it is opened, `fourth` until it is not held. */
const runner = (version: string): Service =>
  service({
    name: 'runs',
    version,
    handler: async (ctx) => {
      await ctx.step('first', step('first', version));
      await ctx.step('second', step('second', version));
      await ctx.step('third', () => {
        runs.push(`third on ${version}`);
        return opened.opened;
      });
      await ctx.step('fourth', () => {
        runs.push(`fourth on ${version}`);
        return held.opened;
      });
      return ctx.step('fifth', step('fifth', version));
    },
  });

const waiter = (version: string): Service =>
  service({
    name: 'waits',
    version,
    handler: async (ctx) => {
      await ctx.step('before', step('before', version));
      await ctx.wait('an hour', 3_600_000);
      return ctx.step('after', step('after', version));
    },
  });

/** Is the same on both, so that it can be gone on with. */
const moved = service({
  name: 'moves',
  version: '1',
  handler: async (ctx) => {
    await ctx.step('begin', step('begin', '1'));
    await ctx.step('middle', () => opened.opened);
    return ctx.step('end', () => 'moved');
  },
});

beforeEach(async () => {
  runs.splice(0);
  [opened, held] = [gate(), gate()];
  fleet = await startFleet();
  modes = createModeStore(fleet.store.table);
  second = await fleet.start({ instance: 'second', services: [runner('1'), waiter('1'), moved] });
  first = await fleet.start({ instance: 'first', services: [runner('2'), waiter('2'), moved] });
});
afterEach(async () => {
  opened.open();
  held.open();
  await fleet.close();
});

const begin = async (path: string): Promise<string> => {
  const answer = await first.post(path, 'it', { prefer: 'respond-async' });
  return answer.headers.get('execution-id') ?? 'none';
};
const head = (id: string) => fleet.executions.head(id);
const recorded = async (id: string) =>
  (await fleet.executions.read(id))?.outcomes.map((outcome) => outcome.id);
const record = async () => (await fleet.records('first'))[0];
const isSealed = async (generation: number) => {
  const standing = await record();
  return standing?.state === 'sealed' && standing.generation === generation;
};
/** Resolves once the node has answered, so that it begins nothing more. */
async function setDraining(options: { staying?: 'fail' } = {}): Promise<number> {
  const { generation } = await modes.set('shop', 'first', 'draining', 1, options);
  await until(async () => (await record())?.generation === generation);
  return generation;
}
const drain = () => setDraining();
const end = () => setDraining({ staying: 'fail' });

test('one that runs has its step let end and saved, nothing begun after it, and then its failure', async () => {
  const id = await begin('/runs');
  await until(() => runs.includes('third on 2'));
  await drain();
  const generation = await end();
  expect(await head(id)).toMatchObject({ status: 'running' });
  opened.open();
  await until(() => isSealed(generation));
  expect(await head(id)).toMatchObject({
    status: 'finished',
    result: { ok: false, error: { name: 'StayedTooLong' } },
  });
  expect(await recorded(id)).toEqual(['first', 'second', 'third']);
  expect(runs).toEqual(['first on 2', 'second on 2', 'third on 2']);
});

test('one that waits, owned by nobody, is ended with what it has done in its record', async () => {
  const id = await begin('/waits');
  await until(async () => (await recorded(id))?.length === 2);
  const sealed = await drain();
  await until(() => isSealed(sealed));
  expect(await head(id)).toMatchObject({ status: 'parked' });
  const generation = await end();
  await until(() => isSealed(generation));
  expect((await head(id))?.result).toEqual({
    ok: false,
    error: {
      name: 'StayedTooLong',
      message:
        'What version 2 of waits had begun, version 1, which serves now, cannot go on with, and the time for which it could stay was over. Steps done: 1. They are in its record, and were not undone.',
    },
  });
  expect(await recorded(id)).toEqual(['before', 'an hour']);
  expect((await record())?.figures.outstayed).toBe(1);
});

test('callers that wait, at the node that drains and elsewhere, are answered with the failure', async () => {
  const calling = first.post('/runs', 'it');
  await until(() => runs.includes('third on 2'));
  const [id = 'none'] = await idsOf('runs');
  const elsewhere = second.get(`/executions/${id}`);
  await drain();
  await end();
  opened.open();
  const sent = await calling;
  expect(sent.status).toBe(303);
  const there = await second.get(sent.headers.get('location') ?? 'none');
  for (const answer of [there, await elsewhere]) {
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ error: 'StayedTooLong' });
  }
});

test('what others can go on with is handed over meanwhile, and is not ended', async () => {
  const id = await begin('/runs');
  const other = await begin('/moves');
  await until(() => runs.includes('third on 2') && runs.includes('begin on 1'));
  await until(async () => (await recorded(other))?.length === 1);
  await drain();
  await end();
  opened.open();
  await until(async () => (await head(other))?.status === 'finished');
  expect((await head(other))?.result).toEqual({ ok: true, value: 'moved' });
  await until(async () => (await head(id))?.status === 'finished');
  expect((await head(id))?.result).toMatchObject({ error: { name: 'StayedTooLong' } });
});

test('one that was taken up to be finished there is told of, by service and version, and is ended after its step', async () => {
  const id = await begin('/runs');
  await until(() => runs.includes('third on 2'));
  const before = await drain();
  opened.open();
  await until(() => runs.includes('fourth on 2'));
  await until(async () => (await record())?.staying !== undefined);
  expect(await record()).toMatchObject({
    generation: before,
    staying: [{ service: 'runs', version: '2', count: 1 }],
    figures: { owned: 1, staying: 1 },
  });
  const generation = await end();
  expect(generation).toBe(before + 1);
  held.open();
  await until(() => isSealed(generation));
  expect((await head(id))?.result).toMatchObject({ error: { name: 'StayedTooLong' } });
  expect(await recorded(id)).toEqual(['first', 'second', 'third', 'fourth']);
  expect(runs).toHaveLength(4);
  expect(await record()).not.toHaveProperty('staying');
});

async function idsOf(service: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const execution of fleet.executions.unfinished())
    if (execution.service === service) ids.push(execution.id);
  return ids;
}
