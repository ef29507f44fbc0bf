import type { NodeRecord } from '../../../core/node';
import type { Fault, StoreRequest } from '../../../local/dynamodb';
import { type ModeStore, createModeStore } from '../../../store/modes';
import { type NodeStore, createNodeStore } from '../../../store/nodes';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let nodes: NodeStore;
let modes: ModeStore;
let instance = 'instance-0';
let count = 0;

beforeAll(async () => {
  store = await startStore();
  nodes = createNodeStore(store.table);
  modes = createModeStore(store.table);
});
beforeEach(() => (instance = `instance-${++count}`));
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const record = (beat: number, but: Partial<NodeRecord> = {}): NodeRecord => ({
  cluster: 'shop',
  instance,
  slot: 'task-1',
  node: 'a',
  state: 'serving',
  generation: 0,
  beat,
  quietForMs: 0,
  reads: { orders: ['1'] },
  former: [],
  figures: { owned: 0, relayed: 0, staying: 0, parked: 0, resumed: 0, finished: 0, fenced: 0 },
  ...but,
});
const listed = async (): Promise<NodeRecord[]> =>
  (await nodes.list('shop', instance)).map((it) => ({ ...record(0), ...it, expires: undefined }));
const states = async () => (await listed()).map(({ node, beat, state }) => ({ node, beat, state }));

const writes = ({ operation }: StoreRequest): boolean => /^(Put|Delete)Item$/.test(operation);
const strike = (fault: Fault, times = 1) => store.faults.add({ match: writes, times, fault });
const comesAgain: Fault = { kind: 'duplicate', when: 'after-next-commit' };

const mishaps: [Fault, number][] = [
  [{ kind: 'duplicate', when: 'at-once' }, 1],
  [{ kind: 'drop-answer' }, 1],
  [{ kind: 'drop-answer' }, 3],
  [{ kind: 'drop-request' }, 2],
  [{ kind: 'throttle' }, 2],
];

describe('a node', () => {
  test.each(mishaps)(
    'has its reports accepted once and knows it: %j, %i times',
    async (fault, times) => {
      strike(fault, times);
      expect(await nodes.enter(record(1))).toEqual([]);
      strike(fault, times);
      expect(await nodes.report(record(2, { state: 'draining' }))).toBe('accepted');
      expect(await states()).toEqual([{ node: 'a', beat: 2, state: 'draining' }]);
      strike(fault, times);
      await nodes.leave(record(3));
      expect(await states()).toEqual([]);
    },
  );

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['entering', () => nodes.enter(record(1)), () => nodes.report(record(2, { state: 'sealed' }))],
    [
      'entering in place of another',
      () => nodes.enter(record(1, { node: 'z' })).then(() => nodes.enter(record(1))),
      () => nodes.report(record(2, { state: 'sealed' })),
    ],
    [
      'a report',
      () => nodes.enter(record(0)).then(() => nodes.report(record(1))),
      () => nodes.report(record(2, { state: 'sealed' })),
    ],
  ])(
    'whose %s comes a second time after the next report is not set back',
    async (_, first, next) => {
      const again = strike(comesAgain, Infinity);
      await first();
      again.remove();
      await next();
      expect(await states()).toEqual([{ node: 'a', beat: 2, state: 'sealed' }]);
    },
  );

  test('whose leaving comes a second time does not take its successor away', async () => {
    await nodes.enter(record(1));
    const again = strike(comesAgain);
    await nodes.leave(record(2));
    again.remove();
    await nodes.enter(record(1, { node: 'b' }));
    expect(await states()).toEqual([{ node: 'b', beat: 1, state: 'serving' }]);
  });

  test('takes its slot from whoever was there, who learns of it', async () => {
    await nodes.enter(record(1));
    expect(await nodes.enter(record(1, { node: 'b' }))).toEqual(['a']);
    expect(await nodes.enter(record(1, { node: 'c' }))).toEqual(['b', 'a']);
    expect(await nodes.report(record(2))).toBe('superseded');
    expect(await nodes.report(record(2, { node: 'c', former: ['b', 'a'] }))).toBe('accepted');
    await nodes.leave(record(3));
    expect(await listed()).toMatchObject([{ node: 'c', former: ['b', 'a'] }]);
  });

  test('shares its slot with nobody, though both enter at once', async () => {
    const [a, b] = await Promise.all([
      nodes.enter(record(1)),
      nodes.enter(record(1, { node: 'b' })),
    ]);
    expect([a, b].toSorted((one, other) => one.length - other.length)).toEqual([
      [],
      [a.length === 0 ? 'a' : 'b'],
    ]);
  });

  test('is listed with all others of its instance and none of another', async () => {
    const slots = Array.from({ length: 40 }, (_, slot) => `task-${slot}`);
    await Promise.all(slots.map((slot) => nodes.enter(record(1, { slot, node: slot }))));
    await nodes.enter(record(1, { instance: `${instance}-other` }));
    expect((await listed()).map(({ slot }) => slot).toSorted()).toEqual(slots.toSorted());
  });
});

describe('a mode', () => {
  const set = (mode: 'serving' | 'draining', lock = 1, renew = false) =>
    modes.set('shop', instance, mode, lock, { renew });
  const read = () => modes.read('shop', instance);

  test('is serving, in generation 0, when none was ever set', async () => {
    expect(await read()).toEqual({ mode: 'serving', generation: 0 });
  });

  test.each(mishaps)('is set once, in the next generation: %j, %i times', async (fault, times) => {
    strike(fault, times);
    expect(await set('draining')).toEqual({ mode: 'draining', generation: 1 });
    strike(fault, times);
    expect(await set('serving')).toEqual({ mode: 'serving', generation: 2 });
    expect(await read()).toEqual({ mode: 'serving', generation: 2 });
  });

  test('whose setting comes a second time after the next one is not set back', async () => {
    const again = strike(comesAgain);
    await set('draining');
    again.remove();
    await set('serving');
    expect(await read()).toEqual({ mode: 'serving', generation: 2 });
  });

  test('that stands is left alone by the upgrade that set it, unless it is to be renewed', async () => {
    await set('draining');
    expect(await set('draining')).toEqual({ mode: 'draining', generation: 1 });
    expect(await set('draining', 1, true)).toEqual({ mode: 'draining', generation: 2 });
    expect(await set('draining', 2)).toEqual({ mode: 'draining', generation: 3 });
  });

  test('says what is to be done with what stays, in a generation of its own, until it is set to something else', async () => {
    const end = () => modes.set('shop', instance, 'draining', 1, { staying: 'fail' });
    await set('draining');
    expect(await end()).toEqual({ mode: 'draining', generation: 2, staying: 'fail' });
    expect(await end()).toEqual({ mode: 'draining', generation: 2, staying: 'fail' });
    expect(await read()).toEqual({ mode: 'draining', generation: 2, staying: 'fail' });
    await set('serving');
    expect(await read()).toEqual({ mode: 'serving', generation: 3 });
  });

  test('of a later upgrade is not touched by an earlier one', async () => {
    await set('draining', 2);
    await expect(set('serving', 1)).rejects.toMatchObject({ name: 'LockLost' });
    expect(await read()).toEqual({ mode: 'draining', generation: 1 });
  });

  test('of a later upgrade stands, though an earlier one wrote at the same time', async () => {
    let arrive = (): void => undefined;
    const until = new Promise<void>((resolve) => (arrive = resolve));
    const held = strike({ kind: 'hold', until });
    const isHeld = held.nextHit();
    const early = set('serving', 1);
    await isHeld;
    await set('draining', 2);
    arrive();
    await expect(early).rejects.toMatchObject({ name: 'LockLost' });
    expect(await read()).toEqual({ mode: 'draining', generation: 1 });
  });
});
