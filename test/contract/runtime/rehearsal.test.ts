import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { RehearsalPart } from '../../../core/rehearsal';
import type { StoreRequest } from '../../../local/dynamodb/request';
import { type Service, renamed, service, translator } from '../../../runtime';
import { createModeStore } from '../../../store/modes';
import { type RehearsalStore, createRehearsalStore } from '../../../store/rehearsals';
import { asked, isRead } from '../../support/asked';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import { itemsOf } from '../../support/items';
import { leaveExecution } from '../../support/ghost';
import { until } from '../../support/until';
import { asOne, asTwo, effects, one, steps, two } from '../../support/versions';

// Nodes of a release that has come replay what nodes of the other instance run, and nothing happens.

let fleet: Fleet;
let rehearsals: RehearsalStore;
let held: Gate;
let tries = 0;

beforeEach(async () => {
  effects.splice(0);
  held = gate();
  fleet = await startFleet();
  rehearsals = createRehearsalStore(fleet.store.table, 'shop');
});
afterEach(async () => {
  held.open();
  await fleet.close();
});

/** The service, whose executions stand still before this step until they are let go. */
const heldBefore = (step: string, it: Service): Service => ({
  ...it,
  handler: (ctx, input) =>
    it.handler(
      {
        ...ctx,
        step: async (name, work) => {
          if (name === step) await held.opened;
          return ctx.step(name, work);
        },
      },
      input,
    ),
});

/** An order that nobody owns, and that waits for an hour. */
const leaveWaiting = () =>
  leaveExecution(fleet.store, { service: 'orders', version: '1', due: Date.now() + 3_600_000 });

const ask = async (instance: string, part: RehearsalPart['part'], id: string): Promise<void> => {
  const slots = (await fleet.records('first')).map(({ slot }) => slot).sort();
  const others = (await fleet.records(instance)).map(({ slot }) => slot).sort();
  await createModeStore(fleet.store.table).rehearse(
    'shop',
    instance,
    { id, part, instance: 'first', slots: part === 'prepare' ? others : slots },
    1,
  );
  await until(async () =>
    (await fleet.records(instance)).every(({ rehearsed }) => rehearsed === id),
  );
};

/** As the upgrade has it done: first those who run executions prepare, then the new release rehearses. */
async function rehearse() {
  const id = `1.first.${++tries}`;
  await ask('second', 'prepare', id);
  await ask('first', 'rehearse', id);
  const shares = await rehearsals.shares(id);
  return shares.flatMap(({ forecasts }) => forecasts);
}

/** Of the new instance, with this release, vacated and updated. */
async function arrive(it: Service, nodes = 1): Promise<void> {
  await createModeStore(fleet.store.table).set('shop', 'first', 'draining', 1);
  for (let n = 0; n < nodes; n++) await fleet.start({ instance: 'first', services: [it] });
  await until(async () => (await fleet.records('first')).every(({ state }) => state === 'sealed'));
}

async function begin(it: Service, requests = 1): Promise<string[]> {
  const node = await fleet.start({ instance: 'second', services: [it] });
  const answers = await Promise.all(
    Array.from({ length: requests }, (_, n) =>
      node.post(`/${it.name}`, n, { prefer: 'respond-async' }),
    ),
  );
  return answers.map((answer) => answer.headers.get('execution-id') ?? 'none');
}

const outcomes = async (id: string, count: number) =>
  until(async () => (await fleet.executions.read(id))?.outcomes.length === count);

test('what the other instance runs is forecast execution by execution, spread over the nodes, with no effect', async () => {
  const ids = await begin(heldBefore('charge', one), 9);
  await Promise.all(ids.map((id) => outcomes(id, 2)));
  const before = steps().length;
  await arrive(two, 3);
  const forecasts = await rehearse();
  expect(new Set(forecasts.map(({ execution }) => execution))).toEqual(new Set(ids));
  expect(forecasts).toHaveLength(9);
  expect(forecasts[0]).toMatchObject({ service: 'orders', version: '1', kind: 'translated' });
  expect(new Set(forecasts.map(({ kind }) => kind))).toEqual(new Set(['translated']));
  expect(steps()).toHaveLength(before);
});

test('where the release goes back, it rehearses what those who run it would leave in its words', async () => {
  const [id = ''] = await begin(heldBefore('ship', two));
  await outcomes(id, 3);
  await arrive(one);
  expect(await rehearse()).toEqual([
    { execution: id, service: 'orders', version: '2', kind: 'translated' },
  ]);
  // Its record is as it was.
  expect(await fleet.executions.read(id)).toMatchObject({ version: '2', status: 'running' });
});

test('a release that reads nothing of it pins it, for that reason', async () => {
  const [id = ''] = await begin(heldBefore('charge', one));
  await outcomes(id, 2);
  await arrive(service({ ...asOne, version: '4' }));
  expect(await rehearse()).toEqual([
    {
      execution: id,
      service: 'orders',
      version: '1',
      kind: 'pinned',
      reason: 'on version 4: It stays: version 4 does not read 1',
    },
  ]);
});

test('what has begun since the others prepared is left out, and not taken for pinned', async () => {
  const node = await fleet.start({ instance: 'second', services: [heldBefore('ship', two)] });
  await arrive(one);
  const id = `1.first.${++tries}`;
  await ask('second', 'prepare', id);
  const answer = await node.post('/orders', 0, { prefer: 'respond-async' });
  await outcomes(answer.headers.get('execution-id') ?? 'none', 3);
  await ask('first', 'rehearse', id);
  expect(await rehearsals.shares(id)).toEqual([{ forecasts: [], left: 1 }]);
});

/** Keeps more than an item of the store may have in all. */
const keepsMuch = (version: '1' | '2'): Service =>
  service({
    name: 'much',
    version,
    translators:
      version === '1'
        ? []
        : [translator({ from: '1', to: '2', differences: [renamed('first', 'begin')] })],
    handler: async (ctx, input) => {
      await ctx.step(version === '1' ? 'first' : 'begin', () => input);
      for (const part of ['a', 'b']) await ctx.step(part, () => 'x'.repeat(200_000));
      await held.opened;
      return ctx.step('last', () => null);
    },
  });

test('a record that is too long to be laid ready holds up no rehearsal, and is counted as left', async () => {
  const [id = ''] = await begin(keepsMuch('2'));
  await outcomes(id, 3);
  await arrive(keepsMuch('1'));
  expect(await rehearse()).toEqual([]);
  expect(await rehearsals.shares(`1.first.${tries}`)).toEqual([{ forecasts: [], left: 1 }]);
});

test('a release that says that it reads it, and asks for other steps, fails, by version and step', async () => {
  const [id = ''] = await begin(heldBefore('charge', one));
  await outcomes(id, 2);
  await arrive(service({ ...asTwo, translators: [], reads: ['1'] }));
  expect(await rehearse()).toMatchObject([
    {
      execution: id,
      kind: 'failing',
      reason:
        'on version 2: Its replay diverges: "screen" was recorded next, and the handler asks for "address"',
    },
  ]);
});

test('what is not saved yet is saved for it, and what nobody owns is rehearsed too', async () => {
  const unsaved = heldBefore('charge', service({ ...asOne, checkpointAfter: Infinity }));
  const node = await fleet.start({ instance: 'second', services: [unsaved] });
  const waiting = node.post('/orders', 'it');
  await until(() => steps().length === 2);
  const parked = await leaveWaiting();
  await arrive(one);
  const forecasts = await rehearse();
  expect(forecasts.map(({ kind }) => kind)).toEqual(['movable', 'movable']);
  expect(forecasts.map(({ execution }) => execution)).toContain(parked);
  held.open();
  expect((await waiting).status).toBe(200);
  expect(steps()).toEqual(['price', 'screen', 'charge', 'ship']);
});

test('what has ended is not forecast', async () => {
  const [id = ''] = await begin(one);
  await until(async () => (await fleet.executions.head(id))?.status === 'finished');
  await arrive(one);
  expect(await rehearse()).toEqual([]);
});

test('what is set aside once it has been listed is not forecast', async () => {
  const id = await leaveWaiting();
  const parked = await fleet.executions.read(id);
  if (!parked) throw new Error('It was not left');
  await arrive(one);
  const letRead = gate();
  const read = fleet.store.faults.add({
    match: (request) => asked(request) === `execution#${id}`,
    fault: { kind: 'hold', until: letRead.opened },
  });
  const listed = read.nextHit();
  const forecasts = rehearse();
  await listed;
  await fleet.executions.write(parked, { kind: 'set-aside', at: Date.now() });
  letRead.open();
  expect(await forecasts).toEqual([]);
  expect(await rehearsals.shares(`1.first.${tries}`)).toEqual([{ forecasts: [], left: 0 }]);
});

test('reads that the store refuses or does not answer are made again, and the share is not begun anew', async () => {
  const node = await fleet.start({ instance: 'second', services: [heldBefore('charge', one)] });
  for (let n = 0; n < 9; n++) await node.post('/orders', n, { prefer: 'respond-async' });
  await until(() => steps().length === 18);
  await arrive(one);
  await ask('second', 'prepare', 'it');
  const listings = fleet.store.faults.add({
    match: (request) => asked(request) === `owned#${node.id}`,
    fault: { kind: 'delay', ms: 0 },
  });
  for (const kind of ['throttle', 'drop-request', 'drop-answer'] as const)
    fleet.store.faults.add({ match: isRead, times: 5, fault: { kind } });
  await ask('first', 'rehearse', 'it');
  const [share] = await rehearsals.shares('it');
  expect(share?.forecasts).toHaveLength(9);
  expect(share?.left).toBe(0);
  expect(listings.hits()).toBe(1);
});

test('a record that lacks a chunk is counted as left, and the others are forecast', async () => {
  const [id = '', other = ''] = await begin(keepsMuch('1'), 2);
  await Promise.all([outcomes(id, 3), outcomes(other, 3)]);
  const { client, name: TableName } = fleet.store.table;
  for (const { pk, sk } of await itemsOf(fleet.store, id))
    if (pk && sk?.S?.startsWith('chunk#'))
      await client.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
  await arrive(keepsMuch('1'));
  await rehearse();
  expect(await rehearsals.shares(`1.first.${tries}`)).toEqual([
    { forecasts: [{ execution: other, service: 'much', version: '1', kind: 'movable' }], left: 1 },
  ]);
});

test('a node that stops ends what it rehearses, also when the store does not answer', async () => {
  await leaveWaiting();
  await createModeStore(fleet.store.table).set('shop', 'first', 'draining', 1);
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown) => void troubles.push(error);
  const node = await fleet.start({ instance: 'first', services: [one], onTrouble });
  const [record] = await fleet.records('first');
  const unread = fleet.store.faults.add({ match: isRead, fault: { kind: 'throttle' } });
  await createModeStore(fleet.store.table).rehearse(
    'shop',
    'first',
    { id: 'it', part: 'rehearse', instance: 'first', slots: [record?.slot ?? ''] },
    1,
  );
  await until(() => unread.hits() > 2);
  await node.close();
  expect(troubles).toContainEqual(expect.objectContaining({ name: 'StoreUnavailable' }));
  expect(await rehearsals.shares('it')).toEqual([]);
});

test('a node that rehearses stays sealed, and does its part once', async () => {
  await begin(heldBefore('charge', one));
  await arrive(two);
  const [before] = await fleet.records('first');
  const count = (match: (request: StoreRequest) => boolean) =>
    fleet.store.faults.add({ match, fault: { kind: 'delay', ms: 0 } });
  const told = count(({ key }) => key?.sk.startsWith('share#') ?? false);
  const looks = count(({ key }) => key?.pk === 'mode#shop#first');
  await rehearse();
  const [after] = await fleet.records('first');
  expect(after).toMatchObject({ state: 'sealed', generation: before?.generation });
  const looksBefore = looks.hits();
  await until(() => looks.hits() > looksBefore + 3);
  expect(told.hits()).toBe(1);
});
