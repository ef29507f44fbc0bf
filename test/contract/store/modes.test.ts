import { type ModeStore, createModeStore } from '../../../store/modes';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let modes: ModeStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  modes = createModeStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const set = (mode: 'serving' | 'draining', lockGeneration: number) =>
  modes.set(cluster, 'first', mode, lockGeneration);
const read = () => modes.read(cluster, 'first');
const ofMode = ({ operation, key }: { operation: string; key: { sk: string } | undefined }) =>
  operation === 'PutItem' && key?.sk === 'mode';

describe('the mode of an instance', () => {
  it('is serving in generation 0 when nobody ever set it', async () => {
    expect(await read()).toEqual({ mode: 'serving', generation: 0 });
  });

  it('has a new generation with every change', async () => {
    expect(await set('draining', 1)).toEqual({ mode: 'draining', generation: 1 });
    expect(await set('serving', 1)).toEqual({ mode: 'serving', generation: 2 });
    expect(await read()).toEqual({ mode: 'serving', generation: 2 });
  });

  it('is left as it is when the same upgrade sets it again', async () => {
    await set('draining', 1);
    expect(await set('draining', 1)).toEqual({ mode: 'draining', generation: 1 });
  });

  it('has a new generation when the same upgrade asks for one', async () => {
    await set('draining', 1);
    const renewed = await modes.set(cluster, 'first', 'draining', 1, { renew: true });
    expect(renewed).toEqual({ mode: 'draining', generation: 2 });
  });

  it('has a new generation when a later upgrade sets the same: what was sealed before proves nothing to it', async () => {
    await set('draining', 1);
    expect(await set('draining', 2)).toEqual({ mode: 'draining', generation: 2 });
  });

  it('cannot be set by an earlier upgrade, not even to what it is', async () => {
    await set('serving', 2);
    for (const mode of ['draining', 'serving'] as const)
      await expect(set(mode, 1)).rejects.toMatchObject({ name: 'LockLost' });
    expect(await read()).toEqual({ mode: 'serving', generation: 1 });
  });

  it('cannot be set by an earlier upgrade whose write is overtaken on its way', async () => {
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => (letGo = resolve));
    const fault = store.faults.add({ match: ofMode, times: 1, fault: { kind: 'hold', until } });
    const onItsWay = fault.nextHit();
    const earlier = set('draining', 1);
    await onItsWay;
    await set('serving', 2);
    letGo();
    await expect(earlier).rejects.toMatchObject({ name: 'LockLost' });
    expect(await read()).toEqual({ mode: 'serving', generation: 1 });
  });

  it.each(['drop-request', 'drop-answer', 'throttle'] as const)(
    'is set once when its write meets a %s',
    async (kind) => {
      store.faults.add({ match: ofMode, times: 1, fault: { kind } });
      expect(await set('draining', 1)).toEqual({ mode: 'draining', generation: 1 });
      expect(await read()).toEqual({ mode: 'draining', generation: 1 });
    },
  );

  it('is not set again by a write that is delivered twice', async () => {
    store.faults.add({
      match: ofMode,
      times: 1,
      fault: { kind: 'duplicate', when: 'after-next-commit' },
    });
    await set('draining', 1);
    await set('serving', 2);
    expect(await read()).toEqual({ mode: 'serving', generation: 2 });
  });
});
