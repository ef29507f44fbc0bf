import fc from 'fast-check';
import type { Census } from '../../../core/census';
import type { NodeRecord } from '../../../core/node';
import {
  type Standing,
  type StayingLimit,
  nextLook,
  onlyStayingKeeps,
  verdictOn,
} from '../../../core/staying';
import { staysText, sumStays } from '../../../core/stays';
import { census, nodeRecord } from './instance';

const DAY = 86_400;
const standing = (but: Partial<Standing> = {}): Standing => ({
  waited: 100,
  forStaying: 0,
  longest: 900,
  stays: 1,
  alone: true,
  ...but,
});
const limit = (then: StayingLimit['then']): StayingLimit => ({ seconds: 60, then });

describe('what stays', () => {
  it('is bounded by the time-out of the handover where an update says nothing of it', () => {
    expect(verdictOn(standing({ waited: 899 }), undefined)).toBe('wait');
    expect(verdictOn(standing({ waited: 900 }), undefined)).toBe('timedOut');
  });

  it('is waited for until its time is over, also when the rest has none left', () => {
    const long = { seconds: 2_000, then: 'rollBack' as const };
    expect(verdictOn(standing({ waited: 1_999 }), long)).toBe('wait');
    expect(verdictOn(standing({ waited: 2_000 }), long)).toBe('stayedTooLong');
  });

  it('fails the upgrade then, whatever else keeps the instance', () => {
    expect(verdictOn(standing({ waited: 60 }), limit('rollBack'))).toBe('stayedTooLong');
    expect(verdictOn(standing({ waited: 60, alone: false }), limit('rollBack'))).toBe(
      'stayedTooLong',
    );
  });

  it('may take three days where its time is extended', () => {
    expect(verdictOn(standing({ waited: 2 * DAY }), limit('extend'))).toBe('wait');
    expect(verdictOn(standing({ waited: 3 * DAY }), limit('extend'))).toBe('stayedTooLong');
  });

  it('is ended where it is to fail, and its last steps have as long as any to end', () => {
    expect(verdictOn(standing({ waited: 59 }), limit('fail'))).toBe('wait');
    expect(verdictOn(standing({ waited: 60 }), limit('fail'))).toBe('end');
    expect(verdictOn(standing({ waited: 959 }), limit('fail'))).toBe('end');
    expect(verdictOn(standing({ waited: 960 }), limit('fail'))).toBe('stayedTooLong');
  });

  it('has an hour for its last steps even after three days', () => {
    const days = { seconds: 3 * DAY, then: 'fail' as const };
    expect(verdictOn(standing({ waited: 3 * DAY, longest: DAY }), days)).toBe('end');
    expect(verdictOn(standing({ waited: 3 * DAY + 3_600, longest: DAY }), days)).toBe(
      'stayedTooLong',
    );
  });

  it('does nothing to an instance where nothing stays', () => {
    for (const then of ['rollBack', 'extend', 'fail'] as const) {
      expect(verdictOn(standing({ stays: 0 }), limit(then))).toBe('wait');
      expect(verdictOn(standing({ stays: 0, waited: 900 }), limit(then))).toBe('timedOut');
    }
  });
});

describe('the rest', () => {
  it('has the time of the handover, beside what stays', () => {
    const rest = standing({ alone: false, waited: 900 });
    expect(verdictOn(rest, limit('extend'))).toBe('timedOut');
  });

  it('is not charged for what was waited for what stayed alone', () => {
    const rest = standing({ alone: false, waited: 2 * DAY, forStaying: 2 * DAY - 10 });
    expect(verdictOn(rest, limit('extend'))).toBe('wait');
    expect(verdictOn({ ...rest, waited: 2 * DAY + 890 }, limit('extend'))).toBe('timedOut');
    expect(verdictOn({ ...rest, waited: 3 * DAY, longest: 2 * DAY }, limit('extend'))).toBe(
      'timedOut',
    );
  });
});

it('there is a look when the time to stay is over', () => {
  expect(nextLook(58, limit('rollBack'))).toBe(2);
  expect(nextLook(60, limit('fail'))).toBe(8);
  expect(nextLook(58, undefined)).toBe(8);
});

it('whatever the limits, no handover has many more looks than the longest has without any', () => {
  const looksIn = (longest: number, stay: StayingLimit) => {
    let [waited, count] = [0, 0];
    const goesOn = () => {
      const verdict = verdictOn(standing({ waited, longest }), stay);
      return verdict === 'wait' || verdict === 'end';
    };
    for (; goesOn(); waited += nextLook(waited, stay)) count += 1;
    return count;
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 * DAY }),
      fc.integer({ min: 1, max: 3 * DAY }),
      (seconds, longest) => {
        expect(looksIn(longest, { seconds, then: 'fail' })).toBeLessThanOrEqual(142);
      },
    ),
  );
});

describe('an instance is kept by nothing but what stays', () => {
  const figures = { ...nodeRecord('a').figures, owned: 2, staying: 2 };
  const drained = (but: Partial<NodeRecord> = {}) =>
    nodeRecord('a', { state: 'draining', quietForMs: 60_000, figures, ...but });
  const drain = { generation: 1, propagationSeconds: 10 };
  const keeps = (record: NodeRecord, but: Partial<Census> = {}) =>
    onlyStayingKeeps(census([record], but), drain);

  it('if its nodes own nothing else, or have sealed', () => {
    expect(keeps(drained())).toBe(true);
    expect(keeps(drained({ state: 'sealed', figures: { ...figures, owned: 0, staying: 0 } }))).toBe(
      true,
    );
  });

  it.each([
    ['a node owns something else', { figures: { ...figures, owned: 3 } }],
    ['a caller is relayed', { figures: { ...figures, relayed: 1 } }],
    ['requests still come', { quietForMs: 500 }],
    ['a node has not answered', { state: 'serving' as const }],
  ])('but not if %s', (_, but) => {
    expect(keeps(drained(but))).toBe(false);
  });

  it('but not if a task has no record, or is not listed', () => {
    expect(keeps(drained(), { counted: 2 })).toBe(false);
    expect(keeps(drained(), { records: [] })).toBe(false);
  });
});

describe('what stays is told of', () => {
  const one = { service: 'orders', version: '3', count: 1 };

  it('by service and version, with the reason', () => {
    const stays = sumStays([{ service: 'quotes', count: 1 }, one, one]);
    expect(staysText(stays)).toBe(
      '2 of orders, because no serving node reads version 3; 1 of quotes, because no serving node has it',
    );
  });

  it('within bounds, those with most first', () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ ...one, version: String(n), count: n }));
    expect(sumStays(many).map(({ count }) => count)).toEqual([
      39, 38, 37, 36, 35, 34, 33, 32, 31, 30,
    ]);
  });
});
