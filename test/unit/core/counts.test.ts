import { type CountHistory, restoredCount, scaledOut } from '../../../core/counts';

const known = (but: Partial<CountHistory> = {}): CountHistory => ({
  original: 2,
  scaledOut: undefined,
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

  it.each([true, false])(
    'is lowered to what it was after it was scaled out (scales by itself: %s)',
    (scales) => {
      expect(restoredCount(3, known({ scales, scaledOut: 4 }))).toBe(2);
      expect(restoredCount(4, known({ scales, scaledOut: 4 }))).toBe(2);
      expect(restoredCount(5, known({ scales, scaledOut: 4 }))).toBe(scales ? undefined : 2);
    },
  );
});

describe('the counts of instances that are to carry the requests of another one', () => {
  it.each([
    ['are left where they suffice', { b: 2 }, 2, { b: 2 }],
    ['grow to what is needed', { b: 1 }, 3, { b: 3 }],
    ['grow in proportion', { b: 2, c: 4 }, 9, { b: 3, c: 6 }],
    ['are rather too great than too small', { b: 1, c: 2 }, 4, { b: 2, c: 3 }],
    ['are nobody\u2019s where none can', {}, 4, {}],
  ])('%s', (_, counts, needed, expected) => {
    expect(scaledOut(counts, needed)).toEqual(expected);
  });
});
