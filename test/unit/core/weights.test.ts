import fc from 'fast-check';
import { type Weights, equal, isSafe, nextAway, nextBack, share } from '../../../core/weights';

const names = ['a', 'b', 'c', 'd', 'e'];

/** Two to five instances, all with weight, the first of which is shifted; some of the others may be unable to serve. */
const cluster = fc
  .record({
    weights: fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 2, maxLength: 5 }),
    able: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    steps: fc.integer({ min: 1, max: 10 }),
    first: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
  })
  .map(({ weights, able, ...rest }) => {
    const all = names.slice(0, weights.length);
    return {
      originals: Object.fromEntries(all.map((name, index) => [name, weights[index] ?? 1])),
      // The second one is always able.
      others: new Set(all.filter((_, index) => index === 1 || (index > 1 && able[index]))),
      ...rest,
    };
  });

/** The row of assignments up to where nothing is left to do. */
function follow(live: Weights, next: (live: Weights) => Weights | undefined): Weights[] {
  const row: Weights[] = [];
  for (let at = next(live); at && row.length < 20; at = next(at)) row.push(at);
  return row;
}

const everything = (originals: Weights) => new Set(Object.keys(originals));

describe('shifting requests away from an instance', () => {
  it('leaves one that can serve with weight at every assignment, and ends at 0', () => {
    fc.assert(
      fc.property(cluster, ({ originals, others, steps }) => {
        const row = follow(originals, (live) => nextAway(live, originals, 'a', others, steps));
        expect(row.every((weights) => isSafe(weights, others))).toBe(true);
        expect(row.at(-1)?.a).toBe(0);
      }),
    );
  });

  it('lowers its share at every assignment, by as many steps as asked for', () => {
    fc.assert(
      fc.property(cluster, ({ originals, steps }) => {
        const all = everything(originals);
        const row = follow(originals, (live) => nextAway(live, originals, 'a', all, steps));
        const shares = [originals, ...row].map((weights) => share(weights, 'a'));
        expect(shares.slice(1).every((it, index) => it < (shares[index] ?? 0))).toBe(true);
        expect(row.length).toBeLessThanOrEqual(steps);
      }),
    );
  });

  it('takes as many steps as asked for where every instance has weight 1', () => {
    const originals = { a: 1, b: 1 };
    const row = follow(originals, (live) => nextAway(live, originals, 'a', new Set(['b']), 3));
    expect(row).toEqual([
      { a: 666, b: 999 },
      { a: 333, b: 999 },
      { a: 0, b: 1 },
    ]);
  });

  it('raises one that has no weight before it lowers the other', () => {
    const originals = { a: 5, b: 7 };
    const row = follow({ a: 5, b: 0 }, (live) => nextAway(live, originals, 'a', new Set(['b']), 1));
    expect(row).toEqual([
      { a: 5, b: 7 },
      { a: 0, b: 7 },
    ]);
  });

  it('gives no weight to an instance that cannot serve', () => {
    fc.assert(
      fc.property(cluster, ({ originals, others, steps }) => {
        const unable = Object.keys(originals).filter((name) => name !== 'a' && !others.has(name));
        const live = { ...originals, ...Object.fromEntries(unable.map((name) => [name, 0])) };
        const row = follow(live, (at) => nextAway(at, originals, 'a', others, steps));
        expect(row.every((weights) => unable.every((name) => weights[name] === 0))).toBe(true);
      }),
    );
  });

  it('goes on from any weights that it may find', () => {
    fc.assert(
      fc.property(
        cluster,
        fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 5, maxLength: 5 }),
        ({ originals, others, steps }, found) => {
          const live = Object.fromEntries(
            Object.keys(originals).map((name, index) => [name, found[index] ?? 0]),
          );
          const row = follow(live, (at) => nextAway(at, originals, 'a', others, steps));
          expect((row.at(-1) ?? live).a).toBe(0);
          expect(row.every((weights) => isSafe(weights, others))).toBe(true);
        },
      ),
    );
  });

  it('ends in an assignment that is not safe where nobody else can serve', () => {
    const next = nextAway({ a: 1, b: 1 }, { a: 1, b: 1 }, 'a', new Set(), 1);
    expect(next && isSafe(next, new Set())).toBe(false);
  });
});

describe('giving an instance its requests back', () => {
  it('restores exactly the original weights once all can serve', () => {
    fc.assert(
      fc.property(cluster, ({ originals, steps, first }) => {
        const all = everything(originals);
        const away = follow(originals, (live) => nextAway(live, originals, 'a', all, steps));
        const gone = away.at(-1) ?? originals;
        const shared = nextBack(gone, originals, 'a', all, first) ?? gone;
        const whole = nextBack(shared, originals, 'a', all, 1) ?? shared;
        expect(whole).toEqual(originals);
        expect([shared, whole].every((weights) => isSafe(weights, all))).toBe(true);
        expect(shared.a).toBeGreaterThan(0);
        expect(nextBack(whole, originals, 'a', all, 1)).toBeUndefined();
      }),
    );
  });

  it('gives a first share that is a part of the original one', () => {
    const back = nextBack({ a: 0, b: 1 }, { a: 1, b: 1 }, 'a', new Set(['a', 'b']), 0.1);
    expect(back).toEqual({ a: 100, b: 999 });
  });

  it('lowers nothing for a first share', () => {
    const live = { a: 500, b: 999 };
    expect(nextBack(live, { a: 1, b: 1 }, 'a', new Set(['a', 'b']), 0.1)).toBeUndefined();
  });

  it('gives all requests to it where nobody else can serve', () => {
    const back = nextBack({ a: 0, b: 1 }, { a: 1, b: 1 }, 'a', new Set(['a']), 1);
    expect(back).toEqual({ a: 1, b: 0 });
  });

  it('never goes beyond the weights that a load balancer takes', () => {
    fc.assert(
      fc.property(cluster, ({ originals, others, steps, first }) => {
        const rows = [
          ...follow(originals, (live) => nextAway(live, originals, 'a', others, steps)),
          nextBack({ ...originals, a: 0 }, originals, 'a', others, first) ?? originals,
        ];
        for (const weight of rows.flatMap((weights) => Object.values(weights))) {
          expect(Number.isInteger(weight)).toBe(true);
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(999);
        }
      }),
    );
  });
});

describe('weights', () => {
  it('are equal only if every instance has the same', () => {
    expect(equal({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(equal({ a: 1, b: 2 }, { a: 1, b: 1 })).toBe(false);
    expect(equal({ a: 1 }, { a: 1, b: 1 })).toBe(false);
  });
});
