import fc from 'fast-check';
import { nextWait, secondsWaited } from '../../../core/waiting';

describe('waits', () => {
  it('grow from a second to at most an hour', () => {
    const waits = [0, 7, 8, 60, 1_000, 100_000].map(nextWait);
    expect(waits).toEqual([1, 1, 2, 8, 126, 3_600]);
  });

  it('are counted up from look to look', () => {
    const looks = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(looks, (count) => {
        let waited = secondsWaited({});
        let sum = 0;
        for (let look = 0; look < count; look++) {
          const waitSeconds = nextWait(waited);
          sum += waitSeconds;
          waited = secondsWaited({ waited, waitSeconds });
        }
        expect(waited).toBe(sum);
      }),
    );
  });
});
