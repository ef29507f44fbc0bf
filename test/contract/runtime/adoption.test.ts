import { type NodeOptions, type Service, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { type Fleet, startFleet } from '../../support/fleet';
import { leaveExecution } from '../../support/ghost';
import { nowAndThen } from '../../support/storm';
import { until } from '../../support/until';

let fleet: Fleet;
const runs: string[] = [];

const work = (version = '1', reads: string[] = []): Service =>
  service<string>({
    name: 'work',
    version,
    reads,
    handler: async (ctx, input) => {
      await ctx.step('it', () => runs.push(`${input} by ${version}`));
      return input;
    },
  });
/** Looks for work ten times as often. */
const hasty = { clock: fastClock(10), modePollMs: 500, idleTimeoutSeconds: 600 };
const start = (instance: string, it = work(), options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance, services: [it], ...hasty, ...options });

beforeEach(async () => {
  runs.splice(0);
  fleet = await startFleet();
});
afterEach(() => fleet.close());

const leave = (input: string, but: { version?: string; due?: number } = {}) =>
  leaveExecution(fleet.store, { service: 'work', version: '1', input, ...but });
const statusOf = async (id: string) => (await fleet.executions.head(id))?.status;
const finished = (ids: string[]) =>
  until(async () => (await Promise.all(ids.map(statusOf))).every((is) => is === 'finished'));

test('what nobody comes for is done once, by whichever nodes there are', async () => {
  const inputs = Array.from({ length: 24 }, (_, index) => `order ${index}`);
  const ids = await Promise.all(inputs.map((input) => leave(input)));
  await Promise.all(['first', 'first', 'second'].map((instance) => start(instance)));
  await finished(ids);
  expect(runs.toSorted()).toEqual(inputs.map((input) => `${input} by 1`).toSorted());
  for (const id of ids)
    expect(await fleet.executions.head(id)).toMatchObject({ epoch: 2, attempts: 0 });
});

test('of two nodes whose callers come at once, one claims, and both callers have the result', async () => {
  const nodes = await Promise.all([
    start('first', work(), { adoptAtOnce: 1 }),
    start('second', work(), { adoptAtOnce: 1 }),
  ]);
  for (let round = 0; round < 5; round++) {
    const id = await leave(`order ${round}`);
    const answers = await Promise.all(nodes.map((node) => node.get(`/executions/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await fleet.executions.head(id)).toMatchObject({ epoch: 2 });
  }
  expect(runs).toHaveLength(5);
});

test('one whose wait is over is gone on with, and no other', async () => {
  const soon = await leave('soon', { due: Date.now() + 500 });
  const later = await leave('later', { due: Date.now() + 3_600_000 });
  await start('first');
  await finished([soon]);
  expect(await statusOf(later)).toBe('parked');
  expect(runs).toEqual(['soon by 1']);
});

test('one is left to nodes that read its version, however many of them stand before others', async () => {
  const unreadable = await Promise.all(
    Array.from({ length: 40 }, (_, index) => leave(`new ${index}`, { version: '2', due: 1 })),
  );
  const readable = await leave('old');
  await start('first', work(), { adoptAtOnce: 1 });
  await finished([readable]);
  expect(runs).toEqual(['old by 1']);
  await start('second', work('2', ['1']));
  await finished(unreadable);
  expect(runs.filter((run) => run.endsWith('by 2'))).toHaveLength(40);
});

test('one of no version is done by any', async () => {
  const id = await leave('late', { version: undefined });
  await start('first', work('7'));
  await finished([id]);
  expect(await fleet.executions.head(id)).toMatchObject({ version: '7' });
});

test('one of a service that is not here is left alone', async () => {
  const other = await leaveExecution(fleet.store, { service: 'other', version: '1' });
  const mine = await leave('mine');
  await start('first');
  await finished([mine]);
  expect(await statusOf(other)).toBe('parked');
});

test('a look for work that fails is followed by another', async () => {
  const id = await leave('it');
  fleet.store.faults.add({ match: nowAndThen(), fault: { kind: 'throttle' } });
  await start('first');
  await until(() => runs.length === 1);
  fleet.store.faults.clear();
  await finished([id]);
  expect(runs).toEqual(['it by 1']);
});
