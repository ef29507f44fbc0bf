import type { Outcome } from '../../../core/execution';
import { receiptsOf } from '../../../core/receipt';
import type { StoreRequest } from '../../../local/dynamodb';
import { moveKey } from '../../../store/keys';
import { type Service, renamed, service, translator } from '../../../runtime';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { leaveExecution, startGhost } from '../../support/ghost';
import { itemsOf } from '../../support/items';
import { after } from '../../support/occasions';
import { resultOf, startOwner } from '../../support/owner';
import { until } from '../../support/until';

let fleet: Fleet;
let opened: Gate;
let held: Gate;

beforeEach(async () => {
  [opened, held] = [gate(), gate()];
  held.open();
  fleet = await startFleet();
});
afterEach(async () => {
  opened.open();
  held.open();
  fleet.store.faults.clear();
  await fleet.close();
});

/** Its second step, which version 2 calls otherwise, takes until it is opened; its last one until it is not held. */
const orders = (version: '1' | '2'): Service =>
  service({
    name: 'orders',
    version,
    translators:
      version === '1'
        ? []
        : [translator({ from: '1', to: '2', differences: [renamed('pick', 'choose')] })],
    handler: async (ctx) => {
      await ctx.step('charge', () => 'paid');
      await ctx.step(version === '1' ? 'pick' : 'choose', () => opened.opened);
      await ctx.step('send', () => held.opened);
      return version;
    },
  });

const start = (instance: string, version: '1' | '2', release = `shop-${instance}:${version}`) =>
  fleet.start({ instance, services: [orders(version)], release });
const begin = async (node: Awaited<ReturnType<typeof start>>) => {
  const answer = await node.post('/orders', null, { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await until(async () => (await fleet.executions.read(id))?.outcomes.length === 1);
  return id;
};
const finished = (id: string) =>
  until(async () => (await fleet.executions.head(id))?.status === 'finished');
const receiptsAre = (id: string, count: number) =>
  until(async () => (await fleet.executions.moves(id)).length === count);
const figuresOf = async (instance: string) => (await fleet.records(instance))[0]?.figures;
const isReceipt = ({ operation, key }: StoreRequest) =>
  operation === 'PutItem' && key?.sk.startsWith('move#') === true;

test('a move is told with both places, the step after which it moved, and when', async () => {
  const first = await start('first', '1');
  const id = await begin(first);
  const second = await start('second', '1');
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await finished(id);
  await receiptsAre(id, 1);
  const [move] = await fleet.executions.moves(id);
  expect(move).toEqual({
    epoch: 2,
    how: 'parked',
    from: { node: first.id, instance: 'first', release: 'shop-first:1' },
    to: { node: second.id, instance: 'second', release: 'shop-second:1' },
    versions: { from: '1', to: '1' },
    translated: false,
    after: 'pick',
    parkedAt: expect.any(Number) as number,
    claimedAt: expect.any(Number) as number,
    resumedAt: expect.any(Number) as number,
  });
});

test('a receipt is there while the execution goes on, and says that its record was translated', async () => {
  const { id } = await parkedOf('1');
  held = gate();
  const second = await start('second', '2');
  await receiptsAre(id, 1);
  expect((await fleet.executions.head(id))?.status).toBe('running');
  expect(await fleet.executions.moves(id)).toMatchObject([
    {
      to: { node: second.id },
      versions: { from: '1', to: '2' },
      translated: true,
      after: 'choose',
    },
  ]);
  // A node whose lease is this long reports again when it is told something.
  await fleet.set('second', 'serving');
  expect(await figuresOf('second')).toMatchObject({ translated: 1 });
});

test('who parks a record in other words says so, to whoever claims it', async () => {
  const { id, node } = await parkedOf('2', [await start('second', '1')]);
  await receiptsAre(id, 1);
  expect(await fleet.executions.moves(id)).toMatchObject([
    { from: { node }, versions: { from: '2', to: '1' }, translated: true, after: 'pick' },
  ]);
});

/** An execution that a node of this version has parked after its second step. */
async function parkedOf(version: '1' | '2', others: { id: string }[] = []) {
  const records = others.length > 0 ? await fleet.records('second') : [];
  const owner = startOwner(fleet.store.table, [orders(version)], { elsewhere: () => records });
  const run = await owner.begin(orders(version));
  await until(async () => (await owner.store.read(run.id))?.outcomes.length === 1);
  run.park();
  opened.open();
  await run.ended;
  return { id: run.id, node: owner.node };
}

test('a takeover tells whose it was, and that nobody had parked it', async () => {
  const dead = await startGhost(fleet.store, { instance: 'second', slot: 'crashed' });
  await startGhost(fleet.store, { instance: 'second', slot: 'crashed' });
  const outcomes: Outcome[] = [{ kind: 'step', id: 'charge', result: { ok: true, value: 'paid' } }];
  const left = { service: 'orders', version: '1', owner: dead.node, outcomes };
  const id = await leaveExecution(fleet.store, left);
  const first = await start('first', '1');
  await receiptsAre(id, 1);
  const [move] = await fleet.executions.moves(id);
  expect(move).toMatchObject({
    how: 'takeover',
    from: { node: dead.node, instance: 'second' },
    to: { node: first.id, instance: 'first' },
    after: 'charge',
  });
  expect(move).not.toHaveProperty('parkedAt');
});

const onlyOf = (version: string): Service =>
  service({
    name: 'stays',
    version,
    handler: async (ctx) => {
      await ctx.step('first', () => opened.opened);
      return ctx.step('second', () => version);
    },
  });

test('what stays is told as staying, on the node that had it', async () => {
  await fleet.start({ instance: 'second', services: [onlyOf('1')] });
  const first = await fleet.start({ instance: 'first', services: [onlyOf('2')] });
  const answer = await first.post('/stays', null, { prefer: 'respond-async' });
  const id = answer.headers.get('execution-id') ?? 'none';
  await fleet.set('first', 'draining', 'draining');
  opened.open();
  await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  const place = { node: first.id, instance: 'first' };
  expect(await fleet.executions.moves(id)).toMatchObject([
    { how: 'stays', from: place, to: place, translated: false },
  ]);
});

test('a claimer that dies before it has written a receipt leaves a gap that is seen', async () => {
  const { id } = await parkedOf('1');
  held = gate();
  const doomed = startOwner(fleet.store.table, [orders('1')]);
  const isItsOwn = (request: StoreRequest) =>
    isReceipt(request) && request.key?.sk === moveKey(id, 2).sk;
  const dropped = fleet.store.faults.add({ match: isItsOwn, fault: { kind: 'drop-request' } });
  const isDropped = dropped.nextHit();
  await doomed.claim(id);
  await isDropped;
  expect(doomed.owned.idle).toBe(false);

  // To all others it is dead: another takes over what it was at.
  const next = startOwner(fleet.store.table, [orders('1')]);
  const taken = await next.owned.takeOver(id, doomed, () => true);
  held.open();
  await taken?.ended;
  await next.owned.drained();
  const head = await fleet.executions.head(id);
  if (!head) throw new Error('It is there');
  expect(receiptsOf(head, await fleet.executions.moves(id))).toMatchObject([
    { epoch: 2, missing: 'none' },
    { epoch: 3, how: 'takeover', from: { node: doomed.node }, to: { node: next.node } },
  ]);
  dropped.remove();
  await doomed.owned.drained();
});

test('an execution goes on, and its caller is answered, while its receipt has no answer', async () => {
  fleet.store.faults.add({ match: isReceipt, fault: { kind: 'drop-request' } });
  const { id } = await parkedOf('1');
  opened.open();
  const second = await start('second', '1');
  expect((await second.get(`/executions/${id}`)).status).toBe(200);
  expect(await fleet.executions.moves(id)).toEqual([]);
  fleet.store.faults.clear();
  await receiptsAre(id, 1);
});

test('a drained node does not seal before its receipts are answered', async () => {
  const arrived = gate();
  const { id } = await parkedOf('1');
  const held = fleet.store.faults.add({
    match: isReceipt,
    fault: { kind: 'hold', until: arrived.opened },
  });
  const isHeld = held.nextHit();
  opened.open();
  await start('first', '1');
  await isHeld;
  await finished(id);
  await fleet.set('first', 'draining', 'draining');
  const readsMode = ({ key }: StoreRequest) => key?.pk.startsWith('mode#') === true;
  await after(10, readsMode, fleet.store);
  expect((await fleet.records('first'))[0]?.state).toBe('draining');
  held.remove();
  arrived.open();
  await until(async () => (await fleet.records('first'))[0]?.state === 'sealed');
  expect(await fleet.executions.moves(id)).toHaveLength(1);
});

test('whoever reads an execution does not pay for its receipts', async () => {
  const { id } = await parkedOf('1');
  const head = await fleet.executions.head(id);
  if (!head) throw new Error('It is there');
  const units = async () => {
    fleet.store.resetCounts();
    await fleet.executions.read(id);
    return fleet.store.counts().readUnits;
  };
  const before = await units();
  const place = { node: 'a', instance: 'first' };
  for (let epoch = 2; epoch < 60; epoch++)
    await fleet.executions.recordMove(head, {
      epoch,
      how: 'parked',
      from: place,
      to: place,
      versions: { from: '1', to: '1' },
      translated: false,
      after: 'pick',
      claimedAt: 1,
    });
  expect(await fleet.executions.moves(id)).toHaveLength(58);
  expect(await units()).toBe(before);
});

test('receipts end when their execution does, whoever has written them', async () => {
  const { id } = await parkedOf('1');
  held = gate();
  const one = startOwner(fleet.store.table, [orders('1')]);
  const run = await one.claim(id);
  run.park();
  held.open();
  await run.ended;
  await one.owned.drained();
  const other = startOwner(fleet.store.table, [orders('1')]);
  await resultOf(await other.claim(id));
  await other.owned.drained();
  expect(await fleet.executions.moves(id)).toHaveLength(2);
  const { items, expires } = await expiriesOf(id);
  expect(items).toEqual([expires, expires, expires]);
});

async function expiriesOf(id: string) {
  const head = await fleet.executions.head(id);
  const items = (await itemsOf(fleet.store, id)).map((item) => Number(item.expires?.N));
  return { items, expires: head?.expires };
}
