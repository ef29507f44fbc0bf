import type { ExecutionForecast } from '../../../core/rehearsal';
import { createModeStore } from '../../../store/modes';
import { createRehearsalStore } from '../../../store/rehearsals';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterEach(() => store.faults.clear());
afterAll(() => store.close());

const forecasts = (count: number): ExecutionForecast[] =>
  Array.from({ length: count }, (_, n) => ({
    execution: `it-${n}`,
    service: 'orders',
    version: '1',
    kind: 'failing',
    reason: `${n} ${'x'.repeat(290)}`,
  }));

test('what each node says of its share is read back, however much it is', async () => {
  const rehearsals = createRehearsalStore(store.table, 'shop');
  const [one, other] = [forecasts(1_000), forecasts(1)];
  await rehearsals.tell('7.first.1', 'slot-1', { forecasts: one, left: 3 });
  await rehearsals.tell('7.first.1', 'slot-2', { forecasts: other, left: 0 });
  await rehearsals.tell('7.first.1', 'slot-3', { forecasts: [], left: 1 });
  await rehearsals.tell('7.first.2', 'slot-1', { forecasts: other, left: 9 });
  const shares = await rehearsals.shares('7.first.1');
  expect(shares.flatMap((share) => share.forecasts)).toHaveLength(1_001);
  expect(shares.flatMap((share) => share.forecasts)).toEqual(
    expect.arrayContaining([...one, ...other]),
  );
  expect(shares.reduce((sum, { left }) => sum + left, 0)).toBe(4);
});

test('the longest of reasons in the longest of characters fit what an item may have', async () => {
  const rehearsals = createRehearsalStore(store.table, 'long');
  const reason = '步'.repeat(300);
  const told = forecasts(500).map((forecast) => ({
    ...forecast,
    version: 'v'.repeat(100),
    reason,
  }));
  await rehearsals.tell('1.first.1', 'slot', { forecasts: told, left: 0 });
  const shares = await rehearsals.shares('1.first.1');
  expect(shares.flatMap((share) => share.forecasts)).toEqual(told);
});

test('a share that is told again is not there twice', async () => {
  const rehearsals = createRehearsalStore(store.table, 'told-again');
  const share = { forecasts: forecasts(1_000), left: 2 };
  await rehearsals.tell('1.first.1', 'slot', share);
  await rehearsals.tell('1.first.1', 'slot', share);
  const read = await rehearsals.shares('1.first.1');
  expect(read.flatMap((each) => each.forecasts)).toEqual(share.forecasts);
});

test('a record that is laid ready is found by its rehearsal and execution, and by no other', async () => {
  const rehearsals = createRehearsalStore(store.table, 'shop');
  const ready = { version: '1', record: { input: { a: [1] }, outcomes: [], renamings: [] } };
  await rehearsals.layReady('8.first.1', 'it', ready);
  expect(await rehearsals.readyOf('8.first.1', 'it')).toEqual(ready);
  expect(await rehearsals.readyOf('8.first.2', 'it')).toBeUndefined();
  expect(await rehearsals.readyOf('8.first.1', 'other')).toBeUndefined();
  expect(await rehearsals.shares('8.first.1')).toEqual([]);
});

describe('a part in a rehearsal', () => {
  const part = { id: '3.first.1', part: 'prepare', instance: 'first', slots: ['a', 'b'] } as const;
  const cluster = 'parts';

  it('is read beside the mode, which stays as it was, and ends with it', async () => {
    const modes = createModeStore(store.table);
    const { generation } = await modes.set(cluster, 'first', 'draining', 3);
    await modes.rehearse(cluster, 'first', { ...part, slots: ['a', 'b'] }, 3);
    expect(await modes.read(cluster, 'first')).toEqual({
      mode: 'draining',
      generation,
      rehearsal: part,
    });
    expect(await modes.set(cluster, 'first', 'draining', 3)).toEqual({
      mode: 'draining',
      generation,
    });
    await modes.set(cluster, 'first', 'serving', 3);
    expect(await modes.read(cluster, 'first')).toEqual({
      mode: 'serving',
      generation: generation + 1,
    });
  });

  it('is given to an instance whose mode was never set, which serves in generation 0 as before', async () => {
    const modes = createModeStore(store.table);
    await modes.rehearse(cluster, 'second', { ...part, slots: [] }, 3);
    expect(await modes.read(cluster, 'second')).toMatchObject({ mode: 'serving', generation: 0 });
    expect(await modes.set(cluster, 'second', 'draining', 3)).toEqual({
      mode: 'draining',
      generation: 1,
    });
  });

  it('is not given by an upgrade after whose end another one has set the mode', async () => {
    const modes = createModeStore(store.table);
    await modes.set(cluster, 'third', 'serving', 5);
    await expect(modes.rehearse(cluster, 'third', { ...part, slots: [] }, 4)).rejects.toMatchObject(
      { name: 'LockLost' },
    );
    expect((await modes.read(cluster, 'third')).rehearsal).toBeUndefined();
  });
});
