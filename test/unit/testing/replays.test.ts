import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../../../core/execution';
import type { Json } from '../../../core/json';
import { type Context, type ServiceOptions, service } from '../../../runtime';
import { type FoundFixture, replays } from '../../../testing';
import { act, asTwo, effects, two } from '../../support/versions';
import { messageOf } from './failing';

// What replays() takes for good and what for a fault, on services of a few steps.

beforeEach(() => void effects.splice(0));
afterEach(() => expect(effects).toEqual([]));

const done = (id: string, value: Json = id): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const failed = (id: string, name = 'CardRefused'): Outcome => ({
  kind: 'step',
  id,
  result: { ok: false, error: { name, message: 'no money' } },
});
const fixture = (version: string, ...outcomes: Outcome[]): FoundFixture => ({
  at: `orders-${version}.jsonl:1`,
  service: 'orders',
  version,
  input: null,
  outcomes,
  renamings: [],
});
const orders = (handler: ServiceOptions['handler'], more: Partial<ServiceOptions> = {}) =>
  service({ name: 'orders', version: '1', handler, ...more });

test('branches side by side, waits, and steps that were thrown are replayed', async () => {
  const it = orders(async (ctx) => {
    const parcel = ctx.branch('parcel', async (branch) => {
      await act(branch, 'pack');
      await branch.wait('pickup', 60_000);
      await act(branch, 'label');
    });
    await act(ctx, 'charge').catch(() => act(ctx, 'invoice'));
    await parcel;
    await act(ctx, 'notify');
  });
  const pickup = { id: 'parcel/pickup', until: 5 };
  await replays(it, [
    fixture(
      '1',
      done('parcel/pack'),
      failed('charge'),
      { kind: 'begun', ...pickup },
      done('invoice'),
      { kind: 'wait', ...pickup },
      done('parcel/label'),
      done('notify'),
    ),
    fixture('1', failed('charge'), done('parcel/pack'), done('invoice')),
  ]);
});

test('a handler that does something of its own between steps is waited for', async () => {
  const it = orders(async (ctx) => {
    await act(ctx, 'first');
    await delay(50);
    await act(ctx, 'second');
  });
  await replays(it, [fixture('1', done('first'), done('second'))]);
});

test('a run that has failed with the error of a step is as good as any', async () => {
  const it = orders((ctx) => act(ctx, 'charge'));
  await replays(it, [fixture('1', failed('charge')), fixture('1', failed('charge', 'TypeError'))]);
});

test('a handler that does not find what it reads fails, after the outcome that it reads', async () => {
  const it = orders(async (ctx) => {
    const price = (await act(ctx, 'price')) as { euro: { cents: number } };
    return price.euro.cents;
  });
  const message = await messageOf(replays(it, [fixture('1', done('price', { cents: 7 }))]));
  expect(message).toBe(
    [
      'Every prefix of every fixture replays on orders, version 1: 1 of 1 fixtures failed.',
      `orders-1.jsonl:1, of version 1, after 1 of 1 outcomes ("price"): The handler ends with TypeError: Cannot read properties of undefined (reading 'cents').`,
    ].join('\n'),
  );
});

test('a handler that ends while more was recorded fails, with its error', async () => {
  const it = orders(async (ctx) => {
    await act(ctx, 'price');
    throw new RangeError('too dear');
  });
  const message = await messageOf(replays(it, [fixture('1', done('price'), done('charge'))]));
  expect(message).toContain(
    'after 2 of 2 outcomes ("charge"): Its replay diverges: "charge" was recorded next, and the handler has ended: RangeError: too dear.',
  );
});

test('all that fails is told, each thing once for a fixture, with the shortest record', async () => {
  const it = orders((ctx) => act(ctx, 'price'));
  const broken = fixture('1', done('price'), done('charge'), done('ship'));
  const message = await messageOf(replays(it, [broken, fixture('1', done('price')), broken]));
  expect(message.split('\n')).toEqual([
    'Every prefix of every fixture replays on orders, version 1: 2 of 3 fixtures failed.',
    ...Array<unknown>(2).fill(
      expect.stringMatching(
        /after 2 of 3 outcomes .* has ended\. The same with 1 longer ones\.$/,
      ) as string,
    ),
  ]);
});

test('a handler that waits for anything but its steps is given up', async () => {
  const it = orders(() => new Promise(() => undefined));
  expect(await messageOf(replays(it, [fixture('1', done('price'))]))).toContain(
    'Its replay stands still',
  );
});

test('of a redacted record it is said that the handler may go by what is redacted', async () => {
  const it = orders(async (ctx) => {
    if ((await act(ctx, 'method')) === 'card') await act(ctx, 'charge');
  });
  const hint = '--keep';
  const redacted = fixture('1', done('method', 'text-1'), done('charge'));
  expect(await messageOf(replays(it, [redacted]))).toContain(hint);
  const plain = fixture('1', done('method', 'cash'), done('charge'));
  expect(await messageOf(replays(it, [plain]))).not.toContain(hint);
});

test('what is not read fails, unless that version may stay', async () => {
  const it = fixture('0', done('price'));
  const all = [it, fixture('2', done('price', { cents: 7 }))];
  expect(await messageOf(replays(two, all))).toContain(
    'before the first of 1 outcomes: It stays: version 2 does not read 0. The same with 1 longer ones.',
  );
  await replays(two, all, { mayStay: ['0'] });
});

test('that a version may stay does not excuse a record that it reads and does not follow', async () => {
  const astray = fixture('2', done('ship'));
  const message = await messageOf(replays(two, [astray], { mayStay: ['2'] }));
  expect(message).toContain('Its replay diverges');
});

test('a result that is not as the author expects it fails, and only what has ended is looked at', async () => {
  const it = orders(async (ctx: Context) => ({ paid: await act(ctx, 'charge') }));
  const seen: Json[] = [];
  const checkResult = (result: Json) => void seen.push(result);
  await replays(it, [fixture('1', done('charge', 7))], { checkResult });
  expect(seen).toEqual([{ paid: 7 }]);
  const wrong = () => {
    throw new RangeError('7 are not 8');
  };
  expect(
    await messageOf(replays(it, [fixture('1', done('charge', 7))], { checkResult: wrong })),
  ).toContain(
    'after 1 of 1 outcomes ("charge"): Its result is not right: RangeError: 7 are not 8.',
  );
});

test('that no fixture is of the service is a failure', async () => {
  const strange = { ...fixture('2'), service: 'quotes' };
  expect(await messageOf(replays(two, [strange]))).toBe('None of 1 fixtures is of service orders.');
});

test('on the way back a record is tried as the later release leaves it', async () => {
  const earlier = orders(async (ctx) => {
    await act(ctx, 'price');
    await act(ctx, 'screen');
    await act(ctx, 'charge');
  });
  const later = fixture('2', done('price', { cents: 7 }), done('address'), done('pay'));
  expect(await messageOf(replays(earlier, [later]))).toContain('version 1 does not read 2');
  await replays(earlier, [later], { leftBy: two });
  const without = service({ ...asTwo, translators: [] });
  expect(await messageOf(replays(earlier, [later], { leftBy: without }))).toContain(
    'version 1 does not read 2',
  );
});
