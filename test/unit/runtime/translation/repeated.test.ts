import type { Outcome } from '../../../../core/execution';
import type { Json } from '../../../../core/json';
import { type Recorded, toldIn } from '../../../../core/recorded';
import { inserted, removed } from '../../../../runtime';

// Names and branches that are met several times, of which records tell one use from another by numbers.

const step = (id: string, value: Json = id): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const record = (...ids: string[]): Recorded => ({
  input: null,
  outcomes: ids.map((id) => step(id)),
  renamings: [],
});
const idsOf = (it: Recorded) => toldIn(it).map(({ id }) => id);

const label = inserted('parcel/label', {
  before: ['parcel/ship', 'bill'],
  result: (valueOf) => ['label of', valueOf('parcel/pack'), valueOf('price')],
});

test('a step inserted in a branch is supplied each time that the branch has come past it', () => {
  const before = record('price', 'parcel/pack', 'parcel#2/pack', 'parcel#3/pack', 'parcel#2/ship');
  const after = label.up(before);
  expect(idsOf(after).slice(4)).toEqual(['parcel#2/label', 'parcel#2/ship']);
  expect(after.outcomes[4]).toEqual(step('parcel#2/label', ['label of', 'parcel#2/pack', 'price']));
  expect(toldIn(label.down(after))).toEqual(before.outcomes);
});

test('what comes after all branches tells that each is past it', () => {
  const before = record('price', 'parcel/pack', 'parcel#2/pack', 'bill');
  expect(idsOf(label.up(before)).slice(3)).toEqual(['parcel/label', 'parcel#2/label', 'bill']);
});

test('a branch in which nothing was recorded is met once, as far as can be known', () => {
  const { up } = inserted('parcel/box/label', { before: ['bill'], wait: true });
  expect(idsOf(up(record('parcel/pack', 'parcel#2/pack', 'bill')))).toEqual([
    'parcel/pack',
    'parcel#2/pack',
    // Each is begun, and over.
    'parcel/box/label',
    'parcel/box/label',
    'parcel#2/box/label',
    'parcel#2/box/label',
    'bill',
  ]);
});

test('a step that its branch meets several times is not taken away: nothing tells which use of it', () => {
  const { up, down } = removed('pack', { before: ['bill'], result: () => null });
  expect(() => up(record('pack', 'pack#2'))).toThrow('pack has been met several times (pack#2)');
  expect(() => down(record('pack', 'bill'))).toThrow('there is one of that name');
  expect(idsOf(up(record('box/pack', 'box/pack#2', 'pack')))).toEqual(['box/pack', 'box/pack#2']);
});
