import { setTimeout as delay } from 'node:timers/promises';
import { type NodeOptions, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { configure } from '../../support/configure';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { leaveExecution, startGhost } from '../../support/ghost';
import { after, looksForWork } from '../../support/occasions';
import { until } from '../../support/until';

// An instance that is tested takes up what reaches it, and leaves alone what was begun elsewhere.

let fleet: Fleet;
let opened: Gate;
const runs: string[] = [];

const work = service<string>({
  name: 'work',
  version: '1',
  handler: async (ctx, input) => {
    await ctx.step('first', () => runs.push(`${input} first`));
    if (input === 'held') await ctx.step('held', () => opened.opened, { timeoutMs: 36_000_000 });
    await ctx.step('last', () => runs.push(`${input} last`));
    return input;
  },
});
const hasty = { clock: fastClock(10), modePollMs: 500, idleTimeoutSeconds: 600 };
const start = (options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance: 'first', services: [work], ...hasty, ...options });

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

const statusOf = async (id: string) => (await fleet.executions.head(id))?.status;

test('a node that is tested begins what reaches it, and ends it', async () => {
  await fleet.set('first', 'draining');
  const node = await start();
  await fleet.set('first', 'testing');
  const answer = await node.post('/work', 'it');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toBe('it');
});

test('it claims nothing that is parked, also when its caller comes, and does once it serves', async () => {
  const node = await start();
  await fleet.set('first', 'testing');
  const parked = await leaveExecution(fleet.store, { service: 'work', version: '1', input: 'it' });
  expect((await node.get(`/executions/${parked}`)).status).toBe(303);
  await after(20, looksForWork, fleet.store);
  expect(await fleet.executions.head(parked)).toMatchObject({ status: 'parked', epoch: 1 });
  expect(runs).toEqual([]);
  await fleet.set('first', 'serving');
  await until(async () => (await statusOf(parked)) === 'finished');
});

test('it takes nothing over from a node that has ended, and does once it serves', async () => {
  await configure(fleet.store, { leaseSeconds: 5 });
  await start();
  await fleet.set('first', 'testing');
  const { node: owner } = await startGhost(fleet.store, { instance: 'second' });
  const left = await leaveExecution(fleet.store, {
    service: 'work',
    version: '1',
    input: 'it',
    owner,
  });
  const beats = async () => (await fleet.records('first'))[0]?.beat ?? 0;
  const before = await beats();
  // Five beats are a lease.
  await until(async () => (await beats()) > before + 15);
  expect(await fleet.executions.head(left)).toMatchObject({ status: 'running', owner });
  await fleet.set('first', 'serving');
  await until(async () => (await statusOf(left)) === 'finished');
});

test('a caller that comes to another node of the instance waits there for what a test has begun', async () => {
  const [one, other] = [await start(), await start()];
  await fleet.set('first', 'testing');
  const begun = await one.post('/work', 'held', { prefer: 'respond-async' });
  await until(() => runs.includes('held first'));
  const answering = other.get(begun.headers.get('location') ?? '');
  // Ten of its seconds: one that drains would have sent the caller on.
  await delay(1_000);
  opened.open();
  expect((await answering).status).toBe(200);
});

test('what a test has begun is handed over like anything else when the instance is drained', async () => {
  const node = await start();
  await fleet.set('first', 'testing');
  const answering = node.post('/work', 'held');
  await until(() => runs.includes('held first'));
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  const answer = await answering;
  expect(answer.status).toBe(303);
  await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  expect(runs).toEqual(['held first']);
  const id = answer.headers.get('location')?.split(/[/?]/)[2] ?? '';
  expect(await fleet.executions.head(id)).toMatchObject({ status: 'parked', owner: undefined });
});
