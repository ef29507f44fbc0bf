import { once } from 'node:events';
import type { Json } from '../../../core/json';
import { type Context, type StepContext, type StepOptions, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { gate } from '../../support/gate';
import { type Owner, type OwnerOptions, resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';
import { until } from '../../support/until';

let store: TestStore;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

type Handler = (ctx: Context, input: Json) => Promise<unknown>;

const of = (handler: Handler) =>
  service({ name: 'values', version: '1', checkpointAfter: Infinity, handler });
const owner = (handler: Handler, options?: OwnerOptions): Owner =>
  startOwner(store.table, [of(handler)], options);

interface Seen {
  returned?: unknown;
  thrown?: { name: string; message: string; status?: number };
}

/** What a step gives its handler: live, and when it is replayed elsewhere. */
async function liveAndReplayed(work: (step: StepContext) => unknown, options?: StepOptions) {
  const seen: Seen[] = [];
  let runs = 0;
  const handler: Handler = async (ctx) => {
    const count = (step: StepContext) => (runs++, work(step));
    try {
      seen.push({ returned: await ctx.step('it', count, options) });
    } catch (thrown) {
      const { name, message, status } = thrown as Error & { status?: number };
      seen.push({ thrown: { name, message, status } });
    }
    await ctx.wait('a moment', 0);
  };
  const first = owner(handler, {
    onWritten: ({ id, outcomes }) => {
      if (outcomes.length >= 1) first.owned.run(id)?.park();
    },
  });
  const run = await first.begin(of(handler));
  expect(await run.ended).toEqual({ kind: 'parked' });
  await resultOf(await owner(handler).claim(run.id));
  expect(runs).toBe(1);
  const [live, replayed] = seen;
  expect(replayed).toEqual(live);
  return live;
}

test.each<[string, unknown, Json]>([
  ['nothing', undefined, null],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  [
    'an object with a date and nothing in it',
    { at: new Date(0), none: undefined },
    { at: '1970-01-01T00:00:00.000Z' },
  ],
  ['a number that is none', NaN, null],
  ['text of all kinds', 'é€😀\u0000\ud800"\\', 'é€😀\u0000\ud800"\\'],
  ['an empty text', '', ''],
  ['false', false, false],
  ['JSON in JSON', '{"a":[1]}', '{"a":[1]}'],
])('%s is the same live and replayed', async (_, value, expected) => {
  expect(await liveAndReplayed(() => value)).toEqual({ returned: expected });
});

test.each<[string, () => unknown, Seen['thrown']]>([
  [
    'an error',
    () => Promise.reject(new RangeError('Too far')),
    { name: 'RangeError', message: 'Too far' },
  ],
  [
    'an error with a status',
    () => Promise.reject(Object.assign(new Error('Gone'), { status: 410 })),
    { name: 'Error', message: 'Gone', status: 410 },
  ],
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- people do it
  ['a text', () => Promise.reject('no'), { name: 'Error', message: 'no' }],
  [
    'what has no text',
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- people do it
    () => Promise.reject(Object.create(null)),
    { name: 'Error', message: 'Something was thrown that has no text: a object' },
  ],
])('%s thrown is the same live and replayed', async (_, work, expected) => {
  expect(await liveAndReplayed(work)).toEqual({ thrown: expected });
});

test('an outcome that is too large, or no JSON, is a failure of its step, live and replayed', async () => {
  const tooLarge = await liveAndReplayed(() => 'x'.repeat(300_000));
  expect(tooLarge?.thrown?.name).toBe('ValueTooLarge');
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect((await liveAndReplayed(() => circle))?.thrown?.name).toBe('ValueNotSerializable');
});

test.each(['x'.repeat(300_000), 1n, () => 1])(
  'a result that cannot be saved is a failure',
  async (result) => {
    const it = owner(() => Promise.resolve(result));
    const ended = await resultOf(await it.begin(of(() => Promise.resolve(result))));
    expect(ended.ok).toBe(false);
  },
);

test.each([true, false])(
  'what a handler does to its input and outcomes is not saved with them (saved from the first: %p)',
  async (saved) => {
    const seen: unknown[] = [];
    const opened = gate();
    const handler: Handler = async (ctx, input) => {
      const list = input as string[];
      seen.push([...list]);
      list.push('changed');
      const loaded = await ctx.step('load', () => ({ lines: ['one'] }));
      seen.push(structuredClone(loaded));
      loaded.lines.push('changed');
      await ctx.step('save', () => opened.opened);
      await ctx.step('end', () => null);
    };
    const first = owner(handler);
    const run = await first.begin(of(handler), ['given'], { saved });
    await until(() => seen.length === 2);
    run.park();
    opened.open();
    expect(await run.ended).toEqual({ kind: 'parked' });
    await resultOf(await owner(handler).claim(run.id));
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
    const record = await first.store.read(run.id);
    expect(record?.input).toEqual(['given']);
    expect(record?.outcomes[0]).toMatchObject({ result: { value: { lines: ['one'] } } });
  },
);

describe('a step that is out of time', () => {
  test('has its signal aborted, fails as StepTimedOut and stays failed in a replay', async () => {
    let reason: unknown;
    const seen = await liveAndReplayed(
      async ({ signal }) => {
        await once(signal, 'abort');
        reason = signal.reason;
      },
      { timeoutMs: 20 },
    );
    expect(seen?.thrown?.name).toBe('StepTimedOut');
    expect(reason).toMatchObject({ name: 'StepTimedOut' });
  });

  test('is out of time after a minute when nothing is said, and its end is not waited for', async () => {
    const clock = fastClock(600);
    const handler: Handler = (ctx) => ctx.step('endless', () => new Promise(() => undefined));
    const it = owner(handler, { clock });
    expect(await resultOf(await it.begin(of(handler)))).toMatchObject({
      ok: false,
      error: { name: 'StepTimedOut' },
    });
    await it.owned.drained();
  });

  test.each([NaN, -1, Infinity, 2 ** 31])('cannot be given %p ms', async (timeoutMs) => {
    const handler: Handler = (ctx) => ctx.step('it', () => 1, { timeoutMs });
    expect(await resultOf(await owner(handler).begin(of(handler)))).toMatchObject({
      ok: false,
      error: { name: 'InvalidOption' },
    });
  });

  test('is not hindered by one that ends in time', async () => {
    const opened = gate();
    const handler: Handler = (ctx) => ctx.step('it', () => opened.opened.then(() => 'done'));
    const run = await owner(handler).begin(of(handler));
    opened.open();
    expect(await resultOf(run)).toEqual({ ok: true, value: 'done' });
  });
});

test('each run of a step is given the same key, and no other step is', async () => {
  const keys: string[] = [];
  const frozen = gate();
  const handler: Handler = async (ctx) => {
    await ctx.step('a', ({ idempotencyKey }) => keys.push(idempotencyKey));
    await ctx.step('b', async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (keys.length === 2) await frozen.opened;
    });
  };
  const first = owner(handler);
  const run = await first.begin(of(handler));
  await until(() => keys.length === 2);
  const again = await owner(handler).owned.takeOver(run.id, first, () => true);
  expect(await again?.ended).toMatchObject({ kind: 'finished' });
  frozen.open();
  expect(await run.ended).toEqual({ kind: 'lost' });
  const [a, b, bAgain] = keys;
  expect(keys).toHaveLength(3);
  expect(bAgain).toBe(b);
  expect(a).not.toBe(b);
});

test('the signal of a step fires when another node has taken the execution over', async () => {
  const reasons: unknown[] = [];
  const [started, frozen] = [gate(), gate()];
  let runs = 0;
  const handler: Handler = (ctx) =>
    Promise.all([
      ctx.step('short', () => (++runs > 2 ? undefined : frozen.opened)),
      ctx.step('long', async ({ signal }) => {
        if (++runs > 2) return;
        started.open();
        await once(signal, 'abort');
        reasons.push(signal.reason);
      }),
    ]);
  const first = owner(handler);
  const run = await first.begin(of(handler));
  await started.opened;
  const again = await owner(handler).owned.takeOver(run.id, first, () => true);
  expect(await again?.ended).toMatchObject({ kind: 'finished' });
  expect(reasons).toEqual([]);
  frozen.open();
  expect(await run.ended).toEqual({ kind: 'lost' });
  await first.owned.drained();
  expect(reasons).toMatchObject([{ name: 'OwnershipLost' }]);
});
