import { type Clock, systemClock } from '../../../core/clock';
import type { NodeRecord } from '../../../core/node';
import type { StoreRequest } from '../../../local/dynamodb';
import { type NodeOptions, type Service, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { type Fleet, startFleet } from '../../support/fleet';
import { gate } from '../../support/gate';
import { leaveExecution, startGhost } from '../../support/ghost';
import { startOwner } from '../../support/owner';
import { until } from '../../support/until';

const LEASE_SECONDS = 100;
const LEASE_MS = LEASE_SECONDS * 1000;

let fleet: Fleet;
const runs: string[] = [];

const work = (version = '1', reads: string[] = []): Service =>
  service<string>({
    name: 'work',
    version,
    reads,
    handler: async (ctx, input) => {
      await ctx.step('first', () => runs.push(`${input} first by ${version}`));
      await ctx.step('second', () => runs.push(`${input} second by ${version}`));
      return input;
    },
  });

/** Its loops turn all the time, and its time goes on only when told to. */
function handClock(): Clock & { advance(ms: number): void } {
  let elapsed = 0;
  return {
    now: () => systemClock.now(),
    elapsed: () => elapsed,
    sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal),
    advance: (ms) => void (elapsed += ms),
  };
}

const start = (instance: string, it = work(), options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance, services: [it], ...options });

beforeEach(async () => {
  runs.splice(0);
  fleet = await startFleet({ leaseSeconds: LEASE_SECONDS });
});
afterEach(() => fleet.close());

const leave = (owner: NodeRecord, input = 'it', version = '1') =>
  leaveExecution(fleet.store, { service: 'work', version, owner: owner.node, input });
const headOf = (id: string) => fleet.executions.head(id);
const finished = (id: string) => until(async () => (await headOf(id))?.status === 'finished');

const looksAtNodes = ({ operation, body }: StoreRequest) =>
  operation === 'Query' && JSON.stringify(body.ExpressionAttributeValues).includes('nodes#');

/** Resolves when the nodes have been looked at so many times more. */
async function nodesAreLookedAt(times: number): Promise<void> {
  const spy = fleet.store.faults.add({ match: looksAtNodes, fault: { kind: 'delay', ms: 0 } });
  await until(() => spy.hits() >= times);
  spy.remove();
}

/** Resolves when the nodes of `second` have looked at the others, and reported themselves since. */
async function looked(): Promise<void> {
  const before = new Map((await fleet.records('second')).map(({ node, beat }) => [node, beat]));
  await nodesAreLookedAt(10);
  await until(async () =>
    (await fleet.records('second')).every(({ node, beat }) => beat > (before.get(node) ?? 0) + 2),
  );
}

test('what a node that stands still owns is taken over after the lease and never before', async () => {
  const ghost = await startGhost(fleet.store);
  const id = await leave(ghost);
  const clock = handClock();
  await start('second', work(), { clock });
  await looked();
  for (let thirds = 0; thirds < 3; thirds++) {
    clock.advance(0.33 * LEASE_MS);
    await looked();
    expect(await headOf(id)).toMatchObject({ owner: ghost.node, epoch: 1 });
  }
  clock.advance(0.02 * LEASE_MS);
  await finished(id);
  expect(await headOf(id)).toMatchObject({ epoch: 2 });
  expect(runs).toEqual(['it first by 1', 'it second by 1']);
});

test('a node that was taken for dead finds its write refused', async () => {
  const [started, frozen] = [gate(), gate()];
  const stuck = service({
    name: 'work',
    version: '1',
    handler: async (ctx) => {
      await ctx.step('first', () => (started.open(), frozen.opened));
      return 'late';
    },
  });
  const late = startOwner(fleet.store.table, [stuck]);
  await startGhost(fleet.store, { node: late.node, slot: 'crashed' });
  const run = await late.begin(stuck, 'it');
  await started.opened;
  await startGhost(fleet.store, { slot: 'crashed' });
  await start('second');
  await finished(run.id);
  frozen.open();
  expect(await run.ended).toEqual({ kind: 'lost' });
  expect((await headOf(run.id))?.result).toEqual({ ok: true, value: 'it' });
});

test('what a process left in its slot is taken over as soon as another has started there', async () => {
  const ghost = await startGhost(fleet.store, { slot: 'crashed' });
  const id = await leave(ghost);
  await start('first', work(), { slot: 'crashed' });
  await finished(id);
});

test('what is left of a slot is found though its later process has ended in good order', async () => {
  const ghost = await startGhost(fleet.store, { slot: 'crashed' });
  const other = service({ name: 'other', version: '1', handler: () => null });
  const successor = await start('first', other, { slot: 'crashed' });
  const id = await leave(ghost);
  await successor.close();
  await start('second');
  await finished(id);
});

test('only the same version takes over what was cut off', async () => {
  const ghost = await startGhost(fleet.store, { slot: 'crashed' });
  await startGhost(fleet.store, { slot: 'crashed' });
  const id = await leave(ghost);
  await start('second', work('2', ['1']), { clock: handClock() });
  await looked();
  expect(await headOf(id)).toMatchObject({ owner: ghost.node });
  await start('first', work('1'));
  await finished(id);
  expect(runs).toEqual(['it first by 1', 'it second by 1']);
});

test('a draining node does what was cut off and only it can, and leaves the rest to others', async () => {
  await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  const [ghost] = await fleet.records('second');
  if (!ghost) throw new Error('It has reported');
  await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  const id = await leave(ghost);
  await start('second', work('2', ['1']), { clock: fastClock(20), modePollMs: 1_000 });
  await fleet.set('first', 'draining');
  await start('first', work('1'), { clock: fastClock(20), modePollMs: 1_000 });
  await until(async () => {
    await fleet.set('first', 'draining');
    return (await headOf(id))?.status === 'finished';
  });
  expect(runs).toEqual(['it first by 1', 'it second by 2']);
  expect(await fleet.records('first')).toMatchObject([{ state: 'sealed' }]);
});

test('a draining node leaves to those who serve what they can take over', async () => {
  const ghost = await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  await startGhost(fleet.store, { instance: 'second', reads: { work: ['1'] } });
  const id = await leave(ghost);
  await fleet.set('first', 'draining');
  await start('first', work('1'), { clock: handClock() });
  for (let drains = 0; drains < 3; drains++) {
    await fleet.set('first', 'draining');
    await nodesAreLookedAt(10);
  }
  expect(await headOf(id)).toMatchObject({ owner: ghost.node, epoch: 1 });
});

test('a node whose own beats are not accepted takes nothing over', async () => {
  const clock = handClock();
  const deaf = await start('first', work(), { clock });
  const unheard = fleet.store.faults.add({
    match: ({ operation, body }) =>
      operation === 'PutItem' && JSON.stringify(body.Item).includes(`"node":{"S":"${deaf.id}"}`),
    fault: { kind: 'drop-request' },
  });
  await until(() => unheard.hits() > 0);
  clock.advance(LEASE_MS / 2);
  const ghost = await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  await startGhost(fleet.store, { slot: 'crashed', instance: 'second' });
  const id = await leave(ghost);
  await nodesAreLookedAt(20);
  expect(await headOf(id)).toMatchObject({ owner: ghost.node, epoch: 1 });
  unheard.remove();
  await finished(id);
});

test('what has ended five nodes in a row is set aside, and touched by nobody', async () => {
  const frozen = gate();
  const deadly = service({
    name: 'work',
    version: '1',
    handler: (ctx) => ctx.step('deadly', () => frozen.opened),
  });
  const owners = Array.from({ length: 7 }, () => startOwner(fleet.store.table, [deadly]));
  const [first, ...others] = owners;
  if (!first) throw new Error('There are seven');
  const { id } = await first.begin(deadly);
  let before = first;
  for (const [index, next] of others.entries()) {
    const run = await next.owned.takeOver(id, before, () => true);
    expect(run !== undefined).toBe(index < 5);
    expect(await headOf(id)).toMatchObject({ attempts: Math.min(index + 1, 5) });
    before = next;
  }
  expect(await headOf(id)).toMatchObject({ status: 'aside', owner: undefined });
  await start('second', deadly, { clock: handClock() });
  await looked();
  expect(await headOf(id)).toMatchObject({ status: 'aside', epoch: 6 });
  frozen.open();
  await Promise.all(owners.map(({ owned }) => owned.drained()));
});
