import { type CountHistory, grownTo, restoredCount } from '../../../core/counts';

const known = (but: Partial<CountHistory> = {}): CountHistory => ({
  original: 2,
  growth: undefined,
  scales: false,
  ...but,
});

describe('the count of an instance', () => {
  it('is left alone where it is as it was, or was not known', () => {
    expect(restoredCount(2, known({ original: 2 }))).toBeUndefined();
    expect(restoredCount(2, known({ original: undefined }))).toBeUndefined();
  });

  it.each([true, false])('is raised to what it was (scales by itself: %s)', (scales) => {
    expect(restoredCount(1, known({ scales }))).toBe(2);
  });

  it('is lowered to what it was, unless the instance has grown by itself', () => {
    expect(restoredCount(3, known())).toBe(2);
    expect(restoredCount(3, known({ scales: true }))).toBeUndefined();
  });

  it.each([
    ['is lowered to what it was', 4, { from: 2, to: 4 }, 2, 2],
    ['is lowered to what it was, also where some have gone meanwhile', 3, { from: 2, to: 4 }, 2, 2],
    ['has what it had grown to before, where it grows by itself', 4, { from: 3, to: 4 }, 2, 3],
    [
      'is left to itself, where it has grown beyond that by itself',
      5,
      { from: 2, to: 4 },
      2,
      undefined,
    ],
  ])('%s after the upgrade has raised it', (_, desired, growth, fixed, scaling) => {
    expect(restoredCount(desired, known({ growth }))).toBe(fixed);
    expect(restoredCount(desired, known({ growth, scales: true }))).toBe(scaling);
  });
});

describe('the counts of instances that are to carry the requests of another one', () => {
  it.each([
    ['are left where they suffice', { b: 2 }, 2, { b: 2 }],
    ['grow to what is needed', { b: 1 }, 3, { b: 3 }],
    ['grow in proportion', { b: 2, c: 4 }, 9, { b: 3, c: 6 }],
    ['are rather too great than too small', { b: 1, c: 2 }, 4, { b: 2, c: 3 }],
    ['are nobody\u2019s where none can', {}, 4, {}],
  ])('%s', (_, counts, needed, expected) => {
    expect(grownTo(counts, needed)).toEqual(expected);
  });
});
