import type { Move } from '../../../core/receipt';
import { randomIds } from '../../../core/ids';
import { createExecutionStore, type StoredCheckpoint } from '../../../store/executions';
import { movableClock } from '../../support/clock';
import { itemsOf } from '../../support/items';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const setUp = () => {
  const clock = movableClock();
  return { clock, executions: createExecutionStore(store.table, 'shop', { clock }) };
};
type Executions = ReturnType<typeof setUp>['executions'];

async function created(executions: Executions, id = randomIds.next(), createdAt = 1) {
  const draft = { id, service: 'orders', version: '1', owner: 'a', input: null, outcomes: [] };
  const answer = await executions.create({ ...draft, requestDigest: undefined, createdAt });
  if (!('created' in answer)) throw new Error('It is new');
  return answer.created;
}

const move = (epoch: number, but: Partial<Move> = {}): Move => ({
  epoch,
  how: 'parked',
  from: { node: 'a', instance: 'first', release: 'shop-first:3' },
  to: { node: 'b', instance: 'second' },
  versions: { from: '1', to: '2' },
  translated: true,
  after: 'charge',
  parkedAt: 1,
  claimedAt: 2,
  resumedAt: 3,
  ...but,
});

async function finish(executions: Executions, execution: StoredCheckpoint, expires: number) {
  const result = { ok: true, value: null } as const;
  const finished = await executions.write(execution, { kind: 'finish', result, expires });
  if (!finished) throw new Error('It is owned');
  return finished;
}

test('receipts are read back as they were, in the order of the moves', async () => {
  const { executions } = setUp();
  const it = await created(executions);
  const moves = [move(2), move(9), move(10, { how: 'takeover' })];
  for (const each of moves.toReversed()) await executions.recordMove(it, each);
  expect(await executions.moves(it.id)).toEqual(moves);
});

test('a receipt is written once, whatever comes later', async () => {
  const { executions } = setUp();
  const it = await created(executions);
  await executions.recordMove(it, move(2));
  await executions.recordMove(it, move(2, { after: 'something else' }));
  expect(await executions.moves(it.id)).toEqual([move(2)]);
});

test('a receipt is sent until it is answered', async () => {
  const { executions } = setUp();
  const it = await created(executions);
  const lost = store.faults.add({
    match: ({ key }) => key?.sk.startsWith('move#') === true,
    fault: { kind: 'throttle' },
    times: 3,
  });
  await executions.recordMove(it, move(2));
  expect(lost.hits()).toBe(3);
  expect(await executions.moves(it.id)).toEqual([move(2)]);
});

test('receipts are no part of the record', async () => {
  const { executions } = setUp();
  const it = await created(executions);
  for (let epoch = 2; epoch < 60; epoch++) await executions.recordMove(it, move(epoch));
  expect(await executions.read(it.id)).toEqual(it);
});

test('receipts end with their execution', async () => {
  const { executions, clock } = setUp();
  const it = await created(executions);
  await executions.recordMove(it, move(2));
  await executions.recordMove(it, move(3));
  const expires = Math.floor(clock.now() / 1000) + 60;
  const finished = await finish(executions, it, expires);
  await executions.expireMoves({ ...finished, expires });
  const items = await itemsOf(store, it.id);
  expect(items.map((item) => item.expires?.N)).toEqual(Array(3).fill(String(expires)));
  expect(await executions.moves(it.id)).toHaveLength(2);
  clock.advance(61_000);
  expect(await executions.moves(it.id)).toEqual([]);
});

test('receipts of an execution that has expired are not those of the next one with its id', async () => {
  const { executions, clock } = setUp();
  const it = await created(executions);
  await executions.recordMove(it, move(2));
  await finish(executions, it, Math.floor(clock.now() / 1000) + 60);
  clock.advance(61_000);
  const next = await created(executions, it.id, 2);
  expect(await executions.moves(it.id)).toEqual([]);
  await executions.recordMove(next, move(2, { after: 'pick' }));
  await executions.recordMove(it, move(2));
  expect(await executions.moves(it.id)).toEqual([move(2, { after: 'pick' })]);
});
