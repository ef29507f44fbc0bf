import { join } from 'node:path';
import type { Json } from '../../../core/json';
import type { Shop } from '../../../examples/shop/domain/shop';
import { placeOrder as placeOrder3 } from '../../../examples/shop/release-3/place-order';
import { fromRelease1, fromRelease2 } from '../../../examples/shop/release-3/translators';
import { type Service, type Translator, changed, service } from '../../../runtime';
import { type FoundFixture, readFixtures, replays, roundTrips } from '../../../testing';
import { serviceOf } from '../../support/shop-fixtures';
import { messageOf } from './failing';

// What the releases of the example have recorded goes on with the next ones, as its author would have it tested.

const of = (release: string) =>
  readFixtures(join(__dirname, `../../../examples/shop/fixtures/release-${release}.jsonl`));

const untouched = (): never => {
  throw new Error('A step was run');
};
/** A shop in which nothing can be done: no step is. */
const shop: Shop = {
  release: 'tested',
  instance: 'none',
  task: 'none',
  catalog: { price: untouched },
  postEffect: untouched,
  clock: { now: untouched, elapsed: untouched, sleep: untouched },
};
const orders = (release: string): Service => serviceOf(release, 'orders', shop);
const quotes = (release: string): Service => serviceOf(release, 'quotes', shop);

let of1: FoundFixture[];
let of2: FoundFixture[];
let of3: FoundFixture[];
beforeAll(async () => {
  [of1, of2, of3] = await Promise.all([of('1'), of('2'), of('3')]);
});

describe.each([
  ['orders', orders],
  ['quotes', quotes],
])('%s', (_, on) => {
  test('release 2 goes on with all that release 1 has recorded, as it is', () =>
    replays(on('2'), [...of1, ...of2]));

  test('release 3 goes on with all that releases 1 and 2 have recorded', () =>
    replays(on('3'), [...of1, ...of2, ...of3]));

  test('release 2 goes on with what release 3 has recorded and leaves to it', () =>
    replays(on('2'), of3, { leftBy: on('3') }));

  test('translated to release 3 and back a record is what it was, and from 3 to the others', () =>
    roundTrips(on('3'), [...of1, ...of2, ...of3]));

  test('release 4 leaves all that others have recorded where it is, and that must be said', async () => {
    const all = [...of1, ...of2, ...of3];
    const message = await messageOf(replays(on('4'), all));
    for (const version of ['1', '2', '3'])
      expect(message).toContain(`It stays: version 4 does not read ${version}.`);
    await replays(on('4'), all, { mayStay: ['1', '2', '3'] });
  });
});

describe('a fault in release 3', () => {
  const release3 = (...translators: Translator[]): Service =>
    service({ name: 'orders', version: '3', translators, handler: placeOrder3(shop) });
  const differences = fromRelease2.differences;
  const checkResult = (result: Json) => {
    if (typeof (result as { cents?: Json }).cents !== 'number') throw new RangeError('no cents');
  };

  test.each([
    ['a changed result', 0, /\("credit-points"\): Its result is not right: .*cents/s],
    ['a renamed step', 1, /"charge" was recorded next, and the handler asks for /],
    ['a step taken out', 3, /"fraud\/screen" was recorded next, and the handler asks for /],
    ['a step put in between', 4, /"take-payment" was recorded next, .* asks for "check-address"/],
  ])('%s that no translator tells of is caught', async (_, missing, expected) => {
    const rest = differences.filter((_difference, at) => at !== missing);
    const faulty = release3(fromRelease1, { ...fromRelease2, differences: rest });
    const kept = replays(faulty, [...of1, ...of2], { checkResult });
    expect(await messageOf(kept)).toMatch(expected);
  });

  test('what it takes for readable, and is not, is caught', async () => {
    const handler = placeOrder3(shop);
    const faulty = service({ name: 'orders', version: '3', reads: ['1', '2'], handler });
    const message = await messageOf(replays(faulty, of2));
    expect(message).toContain('2 of 3 fixtures failed');
    expect(message).toMatch(/release-2\.jsonl:1, of version 2, after \d+ of \d+ outcomes/);
  });

  test.each<[string, Translator['differences'][number], string]>([
    [
      'that forgets to undo',
      changed('price', { up: (cents: Json) => ({ cents, currency: 'EUR' }), down: (it) => it }),
      'From version 2 to 3 and back, outcome 1 was {"id":"price","kind":"step","result":{"ok":true,"value":9910}} and is {"id":"price","kind":"step","result":{"ok":true,"value":{"cents":9910,"currency":"EUR"}}}.',
    ],
    [
      'that throws',
      changed('price', { up: (cents: number) => ({ cents }), down: untouched }),
      'It stays: Its record of version 3 cannot be translated to version 2: A step was run.',
    ],
    [
      'that drops what it cannot place',
      {
        up: (record) => ({ ...record, outcomes: record.outcomes.slice(0, 1) }),
        down: (record) => record,
        redoes: { up: true, down: true },
      },
      'From version 2 to 3 and back, outcome 2 was {"id":"line-1/reserve-1"',
    ],
  ])('a translator %s is caught', async (_, difference, expected) => {
    const faulty = release3(fromRelease1, {
      ...fromRelease2,
      differences: [difference, ...differences.slice(1)],
    });
    expect(await messageOf(roundTrips(faulty, of2))).toContain(expected);
  });
});
