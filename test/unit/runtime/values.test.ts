import fc from 'fast-check';
import { VALUE_LIMIT, toError, toFailure, toJson } from '../../../runtime/execution/values';

const named = (name: string) => expect.objectContaining({ name }) as Error;

test('a value is what JSON makes of it', () => {
  const value = {
    at: new Date(0),
    none: undefined,
    list: [undefined, NaN],
    map: new Map([[1, 2]]),
  };
  expect(toJson(value, 'It')).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    list: [null, null],
    map: {},
  });
  expect(toJson(undefined, 'It')).toBeNull();
});

test('whatever JSON there is, saving it again changes nothing more', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const saved = toJson(value, 'It');
      expect(toJson(saved, 'It')).toEqual(saved);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  ['a function', () => 1],
  ['a symbol', Symbol('it')],
  ['a bigint', 1n],
  ['a bigint within', { amount: 1n }],
])('%s is not to be saved', (_, value) => {
  expect(() => toJson(value, 'It')).toThrow(named('ValueNotSerializable'));
});

test('a circle, and what is nested too deeply, are not to be saved', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  let deep: unknown = [];
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  for (const value of [circle, deep])
    expect(() => toJson(value, 'It')).toThrow(named('ValueNotSerializable'));
});

test('the longest value is counted in bytes of JSON', () => {
  const longest = 'é'.repeat((VALUE_LIMIT - 2) / 2);
  expect(toJson(longest, 'It')).toBe(longest);
  expect(() => toJson(`${longest}x`, 'It')).toThrow(named('ValueTooLarge'));
});

test('of a thrown error name, message and status survive', () => {
  const thrown = Object.assign(new TypeError('No such item'), { status: 404 });
  const again = toError(toFailure(thrown));
  expect(again).toMatchObject({ name: 'TypeError', message: 'No such item', status: 404 });
  expect(toFailure(again)).toEqual(toFailure(thrown));
});

test.each([200, 399, 600, '404', NaN, undefined])('%p is no status of a failure', (status) => {
  expect(toFailure(Object.assign(new Error('No'), { status }))).not.toHaveProperty('status');
});

test('whatever is thrown is recorded as some failure', () => {
  const poisonous = Object.defineProperty(new Error(), 'message', {
    get: () => {
      throw new Error('Not even this');
    },
  });
  const odd: unknown[] = [
    undefined,
    null,
    'text',
    42,
    Symbol('it'),
    {},
    Object.create(null),
    Object.assign(new Error(), { message: undefined, name: 7 }),
    poisonous,
    new Proxy(new Error(), { getPrototypeOf: () => Error.prototype, get: () => undefined }),
  ];
  for (const thrown of odd) {
    const failure = toFailure(thrown);
    expect(typeof failure.name).toBe('string');
    expect(typeof failure.message).toBe('string');
    expect(toFailure(toError(failure))).toEqual(failure);
  }
});

test('a failure stays short, however long its message and name', () => {
  const thrown = new Error('x'.repeat(1_000_000));
  thrown.name = 'y'.repeat(1_000_000);
  expect(JSON.stringify(toFailure(thrown)).length).toBeLessThan(30_000);
});
