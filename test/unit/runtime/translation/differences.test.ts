import type { Outcome } from '../../../../core/execution';
import type { Json } from '../../../../core/json';
import { type Recorded, toldIn } from '../../../../core/recorded';
import { changed, changedInput, inserted, removed, renamed } from '../../../../runtime';

const step = (id: string, value: Json = id): Outcome => ({
  kind: 'step',
  id,
  result: { ok: true, value },
});
const failed = (id: string): Outcome => ({
  kind: 'step',
  id,
  result: { ok: false, error: { name: 'OutOfStock', message: 'None left' } },
});
const record = (...outcomes: Outcome[]): Recorded => ({ input: 'it', outcomes, renamings: [] });
const idsOf = (it: Recorded) => toldIn(it).map(({ id }) => id);

test('a renamed step has its new name wherever it stands, with its number', () => {
  const { up, down } = renamed('parcel/pack', 'parcel/wrap');
  const before = record(step('pack'), step('parcel/pack'), step('parcel#2/pack#3'));
  expect(idsOf(up(before))).toEqual(['pack', 'parcel/wrap', 'parcel#2/wrap#3']);
  expect(down(up(before))).toEqual(before);
});

test('a renamed branch takes all that is in it along', () => {
  const { up } = renamed('parcel', 'box');
  expect(idsOf(up(record(step('parcel/pack'), step('parcel#2/pack'), step('parcels'))))).toEqual([
    'box/pack',
    'box#2/pack',
    'parcels',
  ]);
});

test('a record that has a step of the new name already cannot be renamed', () => {
  const { up } = renamed('charge', 'pay');
  expect(() => up(record(step('charge'), step('pay')))).toThrow(/charge cannot be named pay/);
});

test('only the last name of a path can change', () => {
  expect(() => renamed('parcel/pack', 'pack')).toThrow(/not about one step in one branch/);
  expect(() => renamed('pack', 'pack')).toThrow(RangeError);
});

const screen = inserted('screen', {
  before: ['charge'],
  result: (valueOf) => ({ passed: true, price: valueOf('price') }),
});

test('an execution that is past an inserted step is told what it would have been', () => {
  const before = record(step('price', 7), step('reserve'), step('charge'), step('ship'));
  const after = screen.up(before);
  expect(idsOf(after)).toEqual(['price', 'reserve', 'screen', 'charge', 'ship']);
  expect(after.outcomes[2]).toEqual(step('screen', { passed: true, price: 7 }));
  expect(toldIn(screen.down(after))).toEqual(before.outcomes);
});

test('an execution that has not come to an inserted step does it', () => {
  const before = record(step('price', 7), step('reserve'));
  expect(screen.up(before)).toEqual(before);
});

test('what is supplied of a step that has failed, or is not recorded, cannot be', () => {
  expect(() => screen.up(record(failed('price'), step('charge')))).toThrow(/price has failed/);
  expect(() => screen.up(record(step('charge')))).toThrow(/price has not been recorded/);
});

test('an inserted wait is over for whoever is past it', () => {
  const cooling = inserted('cooling-off', { before: ['ship'], wait: true });
  expect(cooling.up(record(step('charge'), step('ship'))).outcomes.slice(1, 3)).toEqual([
    { kind: 'begun', id: 'cooling-off', until: 0 },
    { kind: 'wait', id: 'cooling-off', until: 0 },
  ]);
});

test('an inserted wait that was left before it was over is over for whoever has come past it meanwhile', () => {
  const { up, down } = inserted('cooling-off', { before: ['ship'], wait: true });
  const begun: Outcome = { kind: 'begun', id: 'cooling-off', until: 1_000 };
  const left = down(record(step('charge'), begun));
  expect(up(left)).toEqual(record(step('charge'), begun));
  const further = { ...left, outcomes: [...left.outcomes, step('ship')] };
  expect(up(further).outcomes).toEqual([
    step('charge'),
    begun,
    { kind: 'wait', id: 'cooling-off', until: 1_000 },
    step('ship'),
  ]);
});

test('a removed step is forgotten on the way up, and supplied on the way down', () => {
  const { up, down } = removed('screen', { before: ['charge'], result: () => 'supplied' });
  expect(idsOf(up(record(step('price'), step('screen'), step('charge'))))).toEqual([
    'price',
    'charge',
  ]);
  expect(down(record(step('price'), step('charge')))).toEqual(
    record(step('price'), step('screen', 'supplied'), step('charge')),
  );
});

test('what was done before is remembered on the way back, in its place, and not done again', () => {
  const { up, down } = removed('screen', { before: ['charge'], result: () => 'supplied' });
  const early = record(step('price'), step('screen', 'done'), step('reserve'));
  expect(down(up(early))).toEqual(early);
  const late = record(step('price'), step('screen', 'done'), step('reserve'), step('charge'));
  expect(down(up(late))).toEqual(late);
  const further = up(early);
  const charged = { ...further, outcomes: [...further.outcomes, step('charge')] };
  expect(down(charged)).toEqual(late);
});

test('a removed wait is forgotten whether or not it is over', () => {
  const { up } = removed('wait', { before: ['end'], wait: true });
  const begun: Outcome = { kind: 'begun', id: 'wait', until: 1_000 };
  expect(toldIn(up(record(step('a'), begun)))).toEqual([step('a')]);
});

test('a changed result is changed each time the step was met, and errors are left', () => {
  const { up, down } = changed('price', {
    up: (cents) => ({ cents }),
    down: (price) => price.cents,
  });
  const before = record(step('price', 7), failed('price#2'), step('price#3', 8));
  expect(up(before).outcomes).toEqual([
    step('price', { cents: 7 }),
    failed('price#2'),
    step('price#3', { cents: 8 }),
  ]);
  expect(down(up(before))).toEqual(before);
});

test('an input of another shape is changed both ways', () => {
  const { up, down } = changedInput({
    up: (name) => ({ name }),
    down: (input) => input.name,
  });
  expect(up(record()).input).toEqual({ name: 'it' });
  expect(down(up(record()))).toEqual(record());
});

test('what was cut off is done again by another version unless it has no place there', () => {
  const supplied = { before: ['b'], result: () => null };
  expect(renamed('a', 'b').redoes).toEqual({ up: true, down: true });
  expect(inserted('a', supplied).redoes).toEqual({ up: true, down: false });
  expect(removed('a', supplied).redoes).toEqual({ up: false, down: true });
  expect(removed('a', { ...supplied, cutOff: 'forget' }).redoes).toEqual({ up: true, down: true });
});
