import { restoredCount } from '../../../core/counts';

describe('the count of an instance', () => {
  it('is left alone where it is as it was, or was not known', () => {
    expect(restoredCount(2, 2, false)).toBeUndefined();
    expect(restoredCount(2, undefined, false)).toBeUndefined();
  });

  it.each([true, false])('is raised to what it was (scales by itself: %s)', (scales) => {
    expect(restoredCount(1, 2, scales)).toBe(2);
  });

  it('is lowered to what it was, unless the instance has grown by itself', () => {
    expect(restoredCount(3, 2, false)).toBe(2);
    expect(restoredCount(3, 2, true)).toBeUndefined();
  });
});
