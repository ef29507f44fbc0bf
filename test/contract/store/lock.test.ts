import fc from 'fast-check';
import { type LockStore, createLockStore } from '../../../store/lock';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let locks: LockStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  locks = createLockStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const claim = (holder: string) => ({
  holder,
  since: '2026-01-01T00:00:00Z',
  update: { orders: 'orders@2' },
});
const take = async (holder: string) =>
  locks.take(cluster, await locks.read(cluster), claim(holder));
const ofLock = ({ operation, key }: { operation: string; key: { sk: string } | undefined }) =>
  operation === 'UpdateItem' && key?.sk === 'lock';

describe('the lock', () => {
  it('is free in generation 0 when nobody ever took it', async () => {
    expect(await locks.read(cluster)).toEqual({ generation: 0 });
  });

  it('is held by the one who takes it, and known by whom, since when and what for', async () => {
    expect(await take('one')).toEqual({
      generation: 1,
      takenOver: false,
      yields: false,
      ...claim('one'),
    });
    await expect(locks.prove(cluster, 'one', 1)).resolves.toBeUndefined();
  });

  it('goes to one of two that take it at once', async () => {
    const seen = await locks.read(cluster);
    const [one, two] = await Promise.all([
      locks.take(cluster, seen, claim('one')),
      locks.take(cluster, seen, claim('two')),
    ]);
    expect(one).toEqual(two);
    expect(one.generation).toBe(1);
  });

  it("is a cluster's own: another cluster's is taken, held and freed beside it", async () => {
    const other = `${cluster}-other`;
    await take('one');
    expect(await locks.take(other, await locks.read(other), claim('two'))).toMatchObject({
      holder: 'two',
      takenOver: false,
    });
    await expect(locks.prove(cluster, 'one', 1)).resolves.toBeUndefined();
    await expect(locks.prove(other, 'two', 1)).resolves.toBeUndefined();
    await locks.release(cluster, 'one', 1);
    expect(await locks.read(other)).toMatchObject({ generation: 1, holder: 'two' });
  });

  it('is not taken from somebody who came meanwhile', async () => {
    const seen = await locks.read(cluster);
    await take('one');
    expect(await locks.take(cluster, seen, claim('two'))).toMatchObject({ holder: 'one' });
  });

  it('never starts its generation again: not by a release, nor by a takeover', async () => {
    await take('one');
    await locks.release(cluster, 'one', 1);
    expect(await locks.read(cluster)).toEqual({ generation: 1 });
    expect(await take('two')).toMatchObject({ generation: 2, takenOver: false });
    expect(await take('three')).toMatchObject({ generation: 3, takenOver: true });
  });

  it('is lost to the one it was taken over from', async () => {
    await take('one');
    await take('two');
    await expect(locks.prove(cluster, 'one', 1)).rejects.toMatchObject({
      name: 'LockLost',
      message: expect.stringContaining('held by two') as string,
    });
    await locks.release(cluster, 'one', 1);
    await expect(locks.prove(cluster, 'two', 2)).resolves.toBeUndefined();
  });

  it('is lost to a holder whose generation is over', async () => {
    await take('one');
    await locks.release(cluster, 'one', 1);
    await expect(locks.prove(cluster, 'one', 1)).rejects.toMatchObject({ name: 'LockLost' });
    await take('one');
    await expect(locks.prove(cluster, 'one', 1)).rejects.toMatchObject({ name: 'LockLost' });
    await locks.release(cluster, 'one', 1);
    await expect(locks.prove(cluster, 'one', 2)).resolves.toBeUndefined();
  });

  it.each(['drop-request', 'drop-answer', 'throttle'] as const)(
    'is taken and released once in spite of %s',
    async (kind) => {
      store.faults.add({ match: ofLock, times: 1, fault: { kind } });
      expect(await take('one')).toMatchObject({ generation: 1, holder: 'one' });
      store.faults.add({ match: ofLock, times: 1, fault: { kind } });
      await locks.release(cluster, 'one', 1);
      expect(await locks.read(cluster)).toEqual({ generation: 1 });
    },
  );

  it('is not given back by a taking that is delivered again after its release', async () => {
    const again = store.faults.add({
      match: ofLock,
      times: 1,
      fault: { kind: 'duplicate', when: 'after-next-commit' },
    });
    await take('one');
    await locks.release(cluster, 'one', 1);
    expect(again.hits()).toBe(1);
    expect(await locks.read(cluster)).toEqual({ generation: 1 });
  });

  it('has one holder at any time, with a greater generation each time', async () => {
    const act = fc.tuple(
      fc.constantFrom('take', 'release'),
      fc.constantFrom('one', 'two', 'three'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        cluster = `shop-${++count}`;
        let generation = 0;
        let holder: string | undefined;
        for (const [kind, who] of acts) {
          if (kind === 'take') {
            await take(who);
            [holder, generation] = [who, generation + 1];
          } else {
            await locks.release(cluster, who, generation);
            if (holder === who) holder = undefined;
          }
          expect(await locks.read(cluster)).toMatchObject({ generation });
          expect((await locks.read(cluster)).holder).toBe(holder);
        }
      }),
      { numRuns: 20 },
    );
  });
});
