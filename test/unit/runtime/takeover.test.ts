import type { Clock } from '../../../core/clock';
import type { NodeRecord } from '../../../core/node';
import { State } from '../../../runtime/state';
import { Takeover, type TakeoverOptions } from '../../../runtime/takeover';
import { nodeRecord } from '../../support/ghost';

const LEASE = 1_000;

let now: number;
let records: NodeRecord[];
let asking: () => void;
const clock: Clock = { now: () => now, elapsed: () => now, sleep: () => Promise.resolve() };

/** An observer, and whose executions it has looked for. */
function observe() {
  const looked: string[] = [];
  const state = new State(clock, LEASE);
  state.state = 'serving';
  // eslint-disable-next-line @typescript-eslint/require-await -- it finds nothing
  async function* ownedBy(node: string): AsyncIterable<string> {
    looked.push(node);
    yield* [];
  }
  const takeover = new Takeover({
    node: 'me',
    instance: 'first',
    state,
    owned: {} as TakeoverOptions['owned'],
    store: { ownedBy } as TakeoverOptions['store'],
    peers: () => {
      asking();
      return Promise.resolve(records);
    },
    clock,
    leaseMs: LEASE,
  });
  return {
    look: async (): Promise<string[]> => {
      state.beatAccepted();
      looked.splice(0);
      await takeover.look();
      return looked.toSorted();
    },
  };
}

const alive = (node: string) => nodeRecord({ node, beat: now });
const stands = (node: string) => nodeRecord({ node, beat: 1 });
const names = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

beforeEach(() => {
  now = 0;
  records = [];
  asking = () => undefined;
});

test('a beat that stands still for a whole lease is a dead node’s, and not sooner', async () => {
  const { look } = observe();
  const see = () =>
    (records = [nodeRecord({ node: 'me' }), stands('dead'), alive('a'), alive('b')]);
  see();
  expect(await look()).toEqual([]);
  now = LEASE - 1;
  see();
  expect(await look()).toEqual([]);
  now = LEASE;
  see();
  expect(await look()).toEqual(['dead']);
});

test('a beat that moves once more begins a new lease', async () => {
  const { look } = observe();
  records = [stands('a')];
  await look();
  now = LEASE - 1;
  records = [nodeRecord({ node: 'a', beat: 2 })];
  await look();
  now = 2 * LEASE - 2;
  expect(await look()).toEqual([]);
  now = 2 * LEASE - 1;
  expect(await look()).toEqual(['a']);
});

test('another process in the same slot is not taken for its predecessor', async () => {
  const { look } = observe();
  records = [nodeRecord({ node: 'a', slot: 's' })];
  await look();
  now = LEASE;
  records = [nodeRecord({ node: 'b', slot: 's', former: ['a'] })];
  expect(await look()).toEqual(['a']);
});

test('an observer that stood still itself sees nobody dead', async () => {
  const { look } = observe();
  records = names(3, 'a').map(alive);
  await look();
  // Frozen after it has asked, with an answer of before.
  asking = () => (now += 10 * LEASE);
  expect(await look()).toEqual([]);
});

test('where many look dead at once it has to last for three leases', async () => {
  const { look } = observe();
  const see = () => (records = [...names(3, 'dead').map(stands), ...names(2, 'a').map(alive)]);
  for (now = 0; now < 3 * LEASE; now += LEASE / 2) {
    see();
    expect(await look()).toEqual([]);
  }
  see();
  expect(await look()).toEqual(names(3, 'dead'));
});

test('those long dead do not make a new death look like many', async () => {
  const { look } = observe();
  const see = (...dying: string[]) =>
    (records = [
      ...names(6, 'dead').map(stands),
      ...dying.map(stands),
      ...names(3, 'a').map(alive),
    ]);
  for (now = 0; now < 4 * LEASE; now += LEASE / 2) {
    see();
    await look();
  }
  see('late');
  await look();
  now += LEASE;
  see('late');
  expect(await look()).toContain('late');
});

test('the only other node is believed to be dead after one lease', async () => {
  const { look } = observe();
  records = [nodeRecord({ node: 'me', beat: 7 }), stands('other')];
  await look();
  now = LEASE;
  expect(await look()).toEqual(['other']);
});
