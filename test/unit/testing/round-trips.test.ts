import type { Outcome } from '../../../core/execution';
import type { Json } from '../../../core/json';
import { type Difference, service, translator } from '../../../runtime';
import { changed, changedInput, renamed } from '../../../runtime';
import { type FoundFixture, roundTrips } from '../../../testing';
import { asTwo, one, two } from '../../support/versions';
import { messageOf } from './failing';

// What a translator does is undone on the way back, or it is said what is not.

const done = (id: string, value: Json = id): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const fixture = (version: string, ...outcomes: Outcome[]): FoundFixture => ({
  at: `orders-${version}.jsonl:1`,
  service: 'orders',
  version,
  input: null,
  outcomes,
  renamings: [],
});
const of1 = fixture('1', done('price', 7), done('screen'), done('charge'), done('ship'));
const of2 = fixture('2', done('price', { cents: 7 }), done('address'), done('pay'), done('ship'));

const translated = (...differences: Difference[]) =>
  service({ ...asTwo, translators: [translator({ from: '1', to: '2', differences })] });

test('what has no place is forgotten and remembered, in whichever direction', () =>
  roundTrips(two, [of1, of2]));

test('what was forgotten before is kept', async () => {
  const moved = { ...done('screen'), forgotten: true } as const;
  await roundTrips(two, [
    { ...of2, outcomes: [done('price', { cents: 7 }), moved, ...of2.outcomes.slice(1)] },
    { ...of1, outcomes: of1.outcomes.slice(0, 3), renamings: [['ship', 'send']] },
  ]);
});

test.each<[string, Difference, FoundFixture, string]>([
  [
    'a result that is lost on the way down',
    changed('price', {
      up: (cents: number) => ({ cents, currency: 'EUR' }),
      down: ({ cents }) => cents,
    }),
    fixture('2', done('price', { cents: 7, currency: 'USD' })),
    'From version 2 to 1 and back, outcome 1 was {"id":"price","kind":"step","result":{"ok":true,"value":{"cents":7,"currency":"USD"}}} and is {"id":"price","kind":"step","result":{"ok":true,"value":{"cents":7,"currency":"EUR"}}}.',
  ],
  [
    'a step that is not renamed back',
    { ...renamed('charge', 'pay'), down: (record) => record },
    of1,
    'From version 1 to 2 and back, outcome 3 was {"id":"charge"',
  ],
  [
    'an input that is not changed back',
    changedInput({ up: (input) => ({ input }), down: (input: Json) => input }),
    of1,
    'From version 1 to 2 and back, its input was null and is {"input":null}.',
  ],
  [
    'a key that is lost',
    { ...renamed('charge', 'pay'), down: (record) => ({ ...record, renamings: [] }) },
    { ...of1, outcomes: of1.outcomes.slice(0, 1), renamings: [['ship', 'send']] },
    'From version 1 to 2 and back, its list of renamings was [["ship","send"]] and is [].',
  ],
])('%s is caught', async (_, difference, recorded, expected) => {
  const message = await messageOf(roundTrips(translated(difference), [recorded]));
  expect(message).toContain(expected);
});

test('a record that cannot be translated is caught, unless its version may stay', async () => {
  const fussy = changed('price', {
    up: () => {
      throw new RangeError('not this one');
    },
    down: (it) => it,
  });
  const unread = fixture('0', done('price'));
  const message = await messageOf(roundTrips(translated(fussy), [of1, unread]));
  expect(message).toContain(
    'after 1 of 4 outcomes ("price"): It stays: Its record of version 1 cannot be translated to version 2: not this one. The same with 3 longer ones.',
  );
  expect(message).toContain('It stays: version 2 does not read 0.');
  await roundTrips(two, [of1, unread], { mayStay: ['0'] });
});

test('that there was nothing to translate is a failure', async () => {
  const told = 'No fixture is of a version that service orders translates from or to.';
  expect(await messageOf(roundTrips(one, [of1]))).toBe(told);
});
