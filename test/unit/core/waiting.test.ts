import fc from 'fast-check';
import { nextWait, secondsWaited } from '../../../core/waiting';

describe('waits', () => {
  it('grow from a second to at most 20', () => {
    const waits = [0, 5, 10, 60, 1_000].map(nextWait);
    expect(waits).toEqual([1, 1, 2, 7, 20]);
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

  it('leave the longest upgrade of five instances within the events of an execution', () => {
    // A look is nine events: five of the task, two of the choice, two of the wait.
    const looks = (seconds: number) => {
      let count = 0;
      for (let waited = 0; waited < seconds; waited += nextWait(waited)) count += 1;
      return count;
    };
    expect(5 * 9 * looks(7_200)).toBeLessThan(25_000);
  });
});
