import { setTimeout } from 'node:timers/promises';
import { randomIds } from '../../../../core/ids';
import type { Outcome } from '../../../../core/execution';
import { systemClock } from '../../../../core/clock';
import { rehearse, type Rehearsed } from '../../../../runtime/rehearsal/rehearse';
import { removed, service, translator } from '../../../../runtime';
import { act, asTwo, effects, one, two } from '../../../support/versions';

// A record is replayed with the code of a version that has not gone on with it, and nothing happens outside.

const step = (id: string): Outcome => ({ kind: 'step', id, result: { ok: true, value: id } });
const record = (version: string | undefined, ...steps: string[]): Rehearsed => ({
  version,
  input: null,
  outcomes: steps.map(step),
  renamings: [],
});
const options = () => ({ id: randomIds.next(), clock: systemClock });

beforeEach(() => void effects.splice(0));
afterEach(() => expect(effects).toEqual([]));

test.each([
  ['as it is', record('2', 'price', 'address'), 'movable'],
  ['that nobody has run yet', record(undefined), 'movable'],
  ['of an earlier version', record('1', 'price', 'screen', 'charge'), 'translated'],
])('a record %s can be gone on with', async (_, it, kind) => {
  expect(await rehearse(two, it, options())).toEqual({ kind });
});

test('a record of a version that is not read stays', async () => {
  expect(await rehearse(one, record('2', 'price'), options())).toEqual({
    kind: 'pinned',
    reason: 'version 1 does not read 2',
  });
});

test('a record that cannot be translated stays, for the reason that the translator gives', async () => {
  const result = (valueOf: (step: string) => unknown) => valueOf('price') as string;
  const differences = [removed('screen', { before: ['charge'], result })];
  const it = service({
    ...asTwo,
    version: '1',
    translators: [translator({ from: '1', to: '2', differences })],
  });
  expect(await rehearse(it, record('2', 'charge'), options())).toEqual({
    kind: 'pinned',
    reason:
      'Its record of version 2 cannot be translated to version 1: Step price has not been recorded.',
  });
});

test('a record that the code does not follow fails, with what was recorded and what was met', async () => {
  expect(await rehearse(two, record('2', 'price', 'ship'), options())).toEqual({
    kind: 'failing',
    divergence: { expected: 'ship', met: ['address'] },
  });
});

test('a handler that waits for anything but its steps is given up', async () => {
  const stuck = service({
    ...asTwo,
    handler: async (ctx) => {
      await new Promise(() => undefined);
      await act(ctx, 'price');
    },
  });
  const soon = { ...options(), standsStillMs: 50 };
  expect(await rehearse(stuck, record('2', 'price'), soon)).toEqual({
    kind: 'failing',
    divergence: 'stands still',
  });
});

test('one that does something of its own before each step is not, though its process stands still meanwhile', async () => {
  let now = 0;
  const clock = { ...systemClock, elapsed: () => (now += 60_000) };
  const slow = service({
    ...asTwo,
    handler: async (ctx) => {
      for (const step of ['price', 'address', 'pay', 'ship']) {
        await setTimeout(60);
        await act(ctx, step);
      }
    },
  });
  const patient = { ...options(), clock, standsStillMs: 2_000 };
  expect(await rehearse(slow, record('2', 'price', 'address', 'pay', 'ship'), patient)).toEqual({
    kind: 'movable',
  });
});
