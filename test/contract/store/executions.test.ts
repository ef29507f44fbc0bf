import type { ExecutionHead, Outcome } from '../../../core/execution';
import { randomIds } from '../../../core/ids';
import type { ActiveFault, Fault, StoreRequest } from '../../../local/dynamodb';
import { type ExecutionStore, createExecutionStore } from '../../../store/executions';
import { play, toldBy, write } from '../../support/history';
import { type Event, oracle } from '../../support/oracle';
import { shards } from '../../../store/keys';
import { type TestStore, startStore } from '../../support/store';
import { until } from '../../support/until';

let store: TestStore;
let executions: ExecutionStore;

beforeAll(async () => {
  store = await startStore();
  executions = createExecutionStore(store.table, 'shop');
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const step = (id: string, value: string | number = id): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const large = 'x'.repeat(2_000);

const created: Event = { event: 'created', owner: 'a', version: '1' };
const parkedFromTheFirst: Event = { event: 'created' };
const claimed: Event = { event: 'claimed', owner: 'b', version: '1' };
const takenOver: Event = { ...claimed, unclean: true };
const committed: Event = { event: 'committed', outcomes: [step('s'), step('t')] };
const committedLarge: Event = { event: 'committed', outcomes: [step('l', large)] };
const parked: Event = { event: 'parked' };
const excluding: Event = { event: 'parked', excluded: '1' };
const finished: Event = { event: 'finished', result: { ok: true, value: 'done' } };
const setAside: Event = { event: 'set aside' };
const retried: Event = { event: 'retried' };
const cancelled: Event = {
  event: 'finished',
  result: { ok: false, error: { name: 'ExecutionCancelled', message: 'enough' } },
};

/** Each kind of write, after what comes before it and before what comes next. */
const kinds: [kind: string, before: Event[], it: Event, next: Event][] = [
  ['creation', [], created, committed],
  ['creation of one that is parked from the first', [], parkedFromTheFirst, claimed],
  ['claim', [created, parked], claimed, committed],
  ['takeover', [created], takenOver, committed],
  ['commit', [created], committed, { event: 'committed', outcomes: [step('u')] }],
  ['commit that is folded away', [created], committedLarge, committedLarge],
  ['commit before a park', [created], committed, parked],
  ['park', [created, committed], parked, claimed],
  ['park that excludes a version', [created], excluding, { ...claimed, version: '2' }],
  ['finish', [created, committed], finished, finished],
  ['finish of one with chunks', [created, committedLarge], finished, finished],
  ['setting aside', [created], setAside, retried],
  ['retry of one that was set aside', [created, takenOver, setAside], retried, claimed],
  ['retry of one that a version diverged from', [created, excluding], retried, claimed],
  [
    'retry of one that its last version has added nothing to',
    [created, committed, parked, { ...claimed, version: '2' }, setAside],
    retried,
    claimed,
  ],
  ['cancellation', [created, takenOver, setAside], cancelled, cancelled],
];

const writesOf = (id: string) => (request: StoreRequest) =>
  request.operation === 'PutItem' && request.key?.pk === `execution#${id}`;

/** Plays a history in which the requests of one event, and of no other, meet a fault. */
async function playWith(fault: Fault, events: Event[], at: number, times?: number) {
  const id = randomIds.next();
  const strikes: ActiveFault[] = [];
  const end = await play(executions, events, {
    id,
    before: (index) => {
      if (index === at) strikes.push(store.faults.add({ match: writesOf(id), times, fault }));
      else strikes[0]?.remove();
    },
  });
  expect(strikes[0]?.hits()).toBeGreaterThan(0);
  return { id, end };
}

describe.each(kinds)('a %s', (_, before, it, next) => {
  const isLast = it.event === 'finished';
  const events = isLast ? [...before, it] : [...before, it, next];

  const expectTold = async (id: string) => {
    const read = await createExecutionStore(store.table, 'shop').read(id);
    expect(toldBy(read)).toEqual(oracle(events));
  };

  test.each<Fault>([
    { kind: 'duplicate', when: 'at-once' },
    { kind: 'duplicate', when: 'after-next-commit' },
  ])('delivered a second time changes nothing: %j', async (fault) => {
    const { id } = await playWith(fault, events, before.length);
    await expectTold(id);
  });

  test.each<[Fault, number]>([
    [{ kind: 'drop-answer' }, 1],
    [{ kind: 'drop-answer' }, 3],
    [{ kind: 'drop-request' }, 2],
    [{ kind: 'throttle' }, 2],
  ])('is made once and is known to be made: %j, %i times', async (fault, times) => {
    const { id, end } = await playWith(fault, events, before.length, times);
    await expectTold(id);
    expect(toldBy(end)).toEqual(oracle(events));
  });
});

test('a finish that comes again after its execution has expired and begun anew changes nothing', async () => {
  const id = randomIds.next();
  const first = await play(executions, [created], { id });
  store.faults.add({
    match: writesOf(id),
    times: 1,
    fault: { kind: 'duplicate', when: 'after-next-commit' },
  });
  await write(executions, first, finished, Date.now() - 120_000);
  expect(await executions.read(id)).toBeUndefined();
  await play(executions, [parkedFromTheFirst, claimed, committed], { id });
  expect(toldBy(await executions.read(id))).toEqual(
    oracle([parkedFromTheFirst, claimed, committed]),
  );
});

test.each([committed, committedLarge, parked, finished, { ...claimed, owner: 'c' }])(
  'whoever was overtaken is refused: %j',
  async (late) => {
    const standing = await play(executions, [created]);
    await write(executions, standing, takenOver);
    expect(await write(executions, standing, late)).toBeUndefined();
    expect(toldBy(await executions.read(standing.id))).toEqual(oracle([created, takenOver]));
  },
);

test.each([
  ['of one that was retried meanwhile', setAside, retried, cancelled],
  ['of one that was cancelled meanwhile', setAside, cancelled, retried],
  ['of one that was claimed meanwhile', parked, claimed, cancelled],
])('a decision %s is refused', async (_, before, first, late) => {
  const standing = await play(executions, [created, before]);
  await write(executions, standing, first);
  expect(await write(executions, standing, late)).toBeUndefined();
  expect(toldBy(await executions.read(standing.id))).toEqual(oracle([created, before, first]));
});

test('what is set aside is found by the index until it is retried', async () => {
  const aside = await play(executions, [created, setAside]);
  const listed = async () => {
    const ids: string[] = [];
    for (const shard of shards) for await (const id of executions.setAside(shard)) ids.push(id);
    return ids.includes(aside.id);
  };
  await until(listed);
  await write(executions, aside, retried);
  await until(async () => !(await listed()));
});

test('what is finished is kept until it expires, and is unfinished no more', async () => {
  const running = await play(executions, [created]);
  const over = await play(executions, [created, finished]);
  const expired = await play(executions, [created]);
  await write(executions, expired, finished, Date.now() - 120_000);
  const among = async (heads: AsyncIterable<ExecutionHead>) => {
    const ids: string[] = [];
    for await (const { id } of heads) ids.push(id);
    return [running, over, expired].map(({ id }) => ids.includes(id));
  };
  expect(await among(executions.unfinished())).toEqual([true, false, false]);
  expect(await among(executions.kept())).toEqual([true, true, false]);
});

test('a write that is held up on its way and arrives after a takeover is refused', async () => {
  const standing = await play(executions, [created]);
  let arrive = (): void => undefined;
  const held = store.faults.add({
    match: writesOf(standing.id),
    times: 1,
    fault: { kind: 'hold', until: new Promise<void>((resolve) => (arrive = resolve)) },
  });
  const isHeld = held.nextHit();
  const late = write(executions, standing, committed);
  await isHeld;
  await write(executions, standing, takenOver);
  arrive();
  expect(await late).toBeUndefined();
  expect(toldBy(await executions.read(standing.id))).toEqual(oracle([created, takenOver]));
});

test('the one that has been due longest since a time is found, and not what waits or was left before it', async () => {
  const own = createExecutionStore(store.table, 'oldest');
  const now = Date.now();
  expect(await own.oldestParked(0)).toBeUndefined();
  const leave = (due: number) =>
    own.create({
      id: randomIds.next(),
      service: 'orders',
      version: undefined,
      owner: undefined,
      requestDigest: undefined,
      input: null,
      outcomes: [],
      createdAt: now,
      due,
    });
  for (const due of [now - 9_000, now - 500, now - 700, now + 60_000]) await leave(due);
  expect(await own.oldestParked(now - 1_000)).toBe(now - 700);
  expect(await own.oldestParked(now - 600)).toBe(now - 500);
  expect(await own.oldestParked(now - 100)).toBeUndefined();
  // Later than what this clock shows: another one has set it.
  expect(await own.oldestParked(now + 30_000)).toBeUndefined();
});

test('of many who claim at once, one is told that it owns', async () => {
  const standing = await play(executions, [created, parked]);
  const claims = await Promise.all(
    ['b', 'c', 'd', 'e', 'f'].map((owner) => write(executions, standing, { ...claimed, owner })),
  );
  const owners = claims.flatMap((claim) => claim?.owner ?? []);
  expect(owners).toHaveLength(1);
  expect((await executions.read(standing.id))?.owner).toBe(owners[0]);
});
