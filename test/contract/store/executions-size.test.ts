import type { Outcome } from '../../../core/execution';
import { randomIds } from '../../../core/ids';
import type { Json } from '../../../core/json';
import type { Renaming } from '../../../core/recorded';
import type { StoreRequest } from '../../../local/dynamodb';
import { createExecutionStore } from '../../../store/executions';
import { service } from '../../../runtime';
import { movableClock } from '../../support/clock';
import { type Item, itemsOf, sizeOf } from '../../support/items';
import { resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';

const ITEM_LIMIT = 400 * 1024;
const WRITE_UNIT = 1024;

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

/** Every item that is written from now on. */
function written(): { heads: Item[]; chunks: Item[] } {
  const seen = { heads: [] as Item[], chunks: [] as Item[] };
  const match = ({ operation, key, body }: StoreRequest): boolean => {
    if (operation === 'PutItem')
      (key?.sk === 'head' ? seen.heads : seen.chunks).push(body.Item as Item);
    return false;
  };
  store.faults.add({ match, fault: { kind: 'throttle' } });
  return seen;
}

const largest = (items: Item[]): number => Math.max(0, ...items.map(sizeOf));

/** An execution of so many steps; `saved` later: only at the end of the last step. */
async function execution(
  steps: number,
  outcome: (step: number) => Json,
  { input = null as Json, saved = true } = {},
) {
  const it = service({
    name: 'place-order',
    version: '2026-11-24.1',
    checkpointAfter: Infinity,
    handler: async (ctx) => {
      const all = [];
      for (let step = 0; step < steps; step++)
        all.push(await ctx.step('step', () => outcome(step)));
      if (!saved) owner.owned.run(ctx.executionId)?.record();
      await ctx.step('last', () => null);
      return all.length;
    },
  });
  const owner = startOwner(store.table, [it]);
  const seen = written();
  const run = await owner.begin(it, input, { saved });
  expect(await resultOf(run)).toEqual({ ok: true, value: steps });
  const record = await owner.store.read(run.id);
  if (!record) throw new Error('It is there');
  const expected = Array.from({ length: steps }, (_, step): Outcome => {
    const id = step === 0 ? 'step' : `step#${step + 1}`;
    return { kind: 'step', id, result: { ok: true, value: outcome(step) } };
  });
  const last: Outcome = { kind: 'step', id: 'last', result: { ok: true, value: null } };
  expect(record.outcomes).toEqual([...expected, last]);
  expect(record.input).toEqual(input);
  const items = await itemsOf(store, run.id);
  expect(largest(items)).toBeLessThan(ITEM_LIMIT);
  expect(new Set(items.map(({ expires }) => expires?.N))).toEqual(new Set([`${record.expires}`]));
  return seen;
}

test.each([200, 1_000])(
  'each step of %i costs one write of one unit, and now and then a chunk',
  async (steps) => {
    const { heads, chunks } = await execution(steps, (step) => ({ picked: step }), {
      input: { order: 4711, customer: 'A. Nonymous', lines: ['tea', 'cups', 'a table'] },
    });
    expect(heads).toHaveLength(steps + 3);
    expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
    expect(largest(chunks)).toBeLessThanOrEqual(WRITE_UNIT);
    expect(chunks.length).toBeLessThan(steps / 8);
  },
);

test('outcomes of 100 KB are read back as they were, and no head pays for them', async () => {
  const { heads, chunks } = await execution(8, (step) => `${step}`.repeat(100_000));
  expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
  expect(chunks.length).toBeGreaterThanOrEqual(8);
});

test('an outcome and an input of the longest kind fit', async () => {
  const longest = 'x'.repeat(256 * 1024 - 2);
  await execution(2, () => longest, { input: longest });
});

test.each([100, 200_000])('an input of %i bytes is read back as it was', async (length) => {
  const { heads } = await execution(3, () => null, { input: { text: 'é'.repeat(length / 2) } });
  expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
});

test.each([
  ['little', 10, 20],
  ['much', 100, 20_000],
  ['much of very little', 2_000, 1],
])('what is recorded late, with %s in memory, is read back as it was', async (_, steps, length) => {
  const { heads } = await execution(steps, () => 'y'.repeat(length), {
    input: { order: 1 },
    saved: false,
  });
  expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
  expect(heads.length).toBeLessThanOrEqual(3);
});

test('with the longest names and an idempotency key a head still is one write unit', async () => {
  const executions = createExecutionStore(store.table, 'a-cluster-of-a-longer-name');
  const { heads } = written();
  const created = await executions.create({
    id: randomIds.next(),
    service: 's'.repeat(64),
    version: 'v'.repeat(64),
    owner: randomIds.next(),
    requestDigest: 'd'.repeat(43),
    input: 'i'.repeat(100),
    outcomes: [],
    createdAt: Date.now(),
  });
  if (!('created' in created)) throw new Error('It is new');
  let current = created.created;
  for (let step = 0; step < 40; step++) {
    const outcome: Outcome = { kind: 'begun', id: `wait#${step}`, until: Date.now() };
    const next = await executions.write(current, { kind: 'commit', outcomes: [outcome] });
    if (!next) throw new Error('It is owned');
    current = next;
  }
  expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
});

describe('of a parked execution', () => {
  const by = {
    node: randomIds.next(),
    instance: 'second',
    release: 'shop-second-upgrade:123',
    at: Date.now(),
  };

  test('the head still is one write unit, also with who gave it up and the longest names', async () => {
    const executions = createExecutionStore(store.table, 'a-cluster-of-a-longer-name');
    const { heads } = written();
    for (let room = 0; room < 500; room += 7) {
      const created = await executions.create({
        id: randomIds.next(),
        service: 's'.repeat(64),
        version: 'v'.repeat(64),
        owner: randomIds.next(),
        requestDigest: 'd'.repeat(43),
        input: 'i'.repeat(100 + room),
        outcomes: [],
        createdAt: Date.now(),
      });
      if (!('created' in created)) throw new Error('It is new');
      const parked = await executions.write(created.created, { kind: 'park', due: Date.now(), by });
      expect(parked?.parkedBy).toEqual(by);
      const { id, input } = created.created;
      expect(await executions.read(id)).toMatchObject({ input, parkedBy: by });
    }
    expect(largest(heads)).toBeLessThanOrEqual(WRITE_UNIT);
  });

  test('what was folded away is still led to, whatever is left in the head', async () => {
    const executions = createExecutionStore(store.table, 'shop');
    const renamings = Array.from({ length: 40 }, (_, n): Renaming => [`now-${n}`, `before-${n}`]);
    const outcomes: Outcome[] = [{ kind: 'step', id: 'only', result: { ok: true, value: 1 } }];
    const created = await executions.create({
      id: randomIds.next(),
      service: 'orders',
      version: '1',
      owner: 'a',
      requestDigest: undefined,
      input: 'it',
      outcomes,
      renamings,
      createdAt: Date.now(),
    });
    if (!('created' in created)) throw new Error('It is new');
    const { id } = created.created;
    await executions.write(created.created, { kind: 'park', due: Date.now(), by });
    expect(await executions.read(id)).toMatchObject({ input: 'it', outcomes, renamings });
  });
});

describe('chunks', () => {
  const large = (id: string): Outcome => ({
    kind: 'step',
    id,
    result: { ok: true, value: id.repeat(2_000) },
  });
  const draft = (
    id: string,
    but: { owner?: string; input?: Json; requestDigest?: string } = {},
  ) => ({
    id,
    service: 'orders',
    version: '1',
    owner: 'a',
    requestDigest: undefined,
    input: null as Json,
    outcomes: [],
    createdAt: 0,
    ...but,
  });
  const finish = {
    kind: 'finish',
    result: { ok: true, value: null },
    expires: 4_000_000_000,
  } as const;
  const expectExpiry = async (id: string, chunks: number) => {
    const items = await itemsOf(store, id);
    expect(items).toHaveLength(chunks + 1);
    for (const item of items) expect(item.expires?.N).toBe(String(finish.expires));
  };

  test('that nothing leads to expire with the others', async () => {
    const executions = createExecutionStore(store.table, 'shop');
    const id = randomIds.next();
    const answer = await executions.create(draft(id));
    if (!('created' in answer)) throw new Error('It is new');
    const claim = { kind: 'claim', owner: 'b', version: '1', unclean: true } as const;
    const taken = await executions.write(answer.created, claim);
    const late = { kind: 'commit', outcomes: [large('late')] } as const;
    expect(
      await executions.write(answer.created, { ...late, outcomes: [...late.outcomes] }),
    ).toBeUndefined();
    if (!taken) throw new Error('It was to be taken');
    const saved = await executions.write(taken, { kind: 'commit', outcomes: [large('it')] });
    expect((await executions.read(id))?.outcomes).toEqual([large('it')]);
    if (saved) await executions.write(saved, finish);
    await expectExpiry(id, 2);
  });

  test('of a rival with the same key expire too', async () => {
    const executions = createExecutionStore(store.table, 'shop');
    const id = randomIds.next();
    const answer = await executions.create(draft(id, { requestDigest: 'one' }));
    const rival = await executions.create(
      draft(id, { owner: 'b', requestDigest: 'two', input: 'z'.repeat(5_000) }),
    );
    expect(rival).toMatchObject({ existing: { requestDigest: 'one' } });
    if ('created' in answer) await executions.write(answer.created, finish);
    await expectExpiry(id, 1);
  });

  test('that are delivered again at the end keep their expiry', async () => {
    const executions = createExecutionStore(store.table, 'shop');
    const id = randomIds.next();
    const again = store.faults.add({
      match: ({ operation, key }) => operation === 'PutItem' && key?.sk !== 'head',
      fault: { kind: 'duplicate', when: 'after-next-commit' },
    });
    const answer = await executions.create(draft(id, { input: 'z'.repeat(5_000) }));
    if ('created' in answer) await executions.write(answer.created, finish);
    expect(again.hits()).toBe(1);
    await expectExpiry(id, 1);
  });
});

test('an execution that has expired does not exist, deleted or not, and its id is free', async () => {
  const clock = movableClock();
  const executions = createExecutionStore(store.table, 'expiring', { clock });
  const id = randomIds.next();
  const draft = {
    id,
    service: 'orders',
    version: '1',
    owner: 'a',
    requestDigest: 'one',
    input: 'z'.repeat(5_000),
    outcomes: [],
    createdAt: clock.now(),
  };
  const first = await executions.create(draft);
  if (!('created' in first)) throw new Error('It is new');
  const expires = Math.floor(clock.now() / 1000) + 60;
  const result = { ok: true, value: 'done' } as const;
  await executions.write(first.created, { kind: 'finish', result, expires });
  clock.advance(58_000);
  expect((await executions.read(id))?.result).toEqual(result);
  expect(await executions.create(draft)).toMatchObject({ existing: { result } });
  clock.advance(3_000);
  expect(await executions.read(id)).toBeUndefined();
  expect(await executions.head(id)).toBeUndefined();
  const again = await executions.create({ ...draft, requestDigest: 'two' });
  expect(again).toMatchObject({ created: { requestDigest: 'two', seq: 1 } });
  expect((await executions.read(id))?.input).toBe(draft.input);
});
