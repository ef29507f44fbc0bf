import fc from 'fast-check';
import {
  type ChangeWindow,
  complaintOf,
  dayNames,
  isOpen,
  nextOpening,
} from '../../../core/change-windows';

const at = (time: string) => Date.parse(time);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const window = (from: string, to: string, more: Partial<ChangeWindow> = {}): ChangeWindow => ({
  days: [...dayNames],
  from,
  to,
  timeZone: 'Europe/Berlin',
  ...more,
});
const opening = (windows: ChangeWindow[], time: string) => {
  const next = nextOpening(windows, at(time));
  return next === undefined ? undefined : new Date(next).toISOString();
};

describe('a change window', () => {
  const evening = window('20:00', '22:00', { days: ['Tue', 'Thu'] });

  it.each([
    ['2026-12-01T18:59:59Z', false],
    ['2026-12-01T19:00:00Z', true],
    ['2026-12-01T20:59:59Z', true],
    ['2026-12-01T21:00:00Z', false],
    ['2026-12-02T19:30:00Z', false],
    ['2026-07-02T18:00:00Z', true],
  ])('is open by the clocks of its place, on its days: at %s %s', (time, open) => {
    expect(isOpen([evening], at(time))).toBe(open);
  });

  it('that ends on the next day belongs to the day on which it opens', () => {
    const night = window('22:00', '04:00', { days: ['Sun'], timeZone: 'UTC' });
    expect(isOpen([night], at('2026-11-29T23:00:00Z'))).toBe(true);
    expect(isOpen([night], at('2026-11-30T03:59:00Z'))).toBe(true);
    expect(isOpen([night], at('2026-11-29T03:00:00Z'))).toBe(false);
  });

  it('may be a whole day', () => {
    const friday = window('00:00', '24:00', { days: ['Fri'], timeZone: 'Asia/Kathmandu' });
    expect(isOpen([friday], at('2026-12-03T18:15:00Z'))).toBe(true);
    expect(isOpen([friday], at('2026-12-03T18:14:00Z'))).toBe(false);
  });

  it('that is the only one there is keeps nothing open but itself; none keeps nothing closed', () => {
    expect(isOpen([], at('2026-12-01T00:00:00Z'))).toBe(true);
    expect(isOpen([window('20:00', '22:00')], at('2026-12-01T00:00:00Z'))).toBe(false);
  });
});

describe('the next opening', () => {
  it('is the first one of all windows', () => {
    const windows = [
      window('20:00', '22:00', { days: ['Thu'] }),
      window('06:00', '07:00', { days: ['Wed'], timeZone: 'America/New_York' }),
    ];
    expect(opening(windows, '2026-12-01T12:00:00Z')).toBe('2026-12-02T11:00:00.000Z');
    expect(opening(windows, '2026-12-02T13:00:00Z')).toBe('2026-12-03T19:00:00.000Z');
  });

  it('of one that begins in the hour that is skipped in spring is when the clocks go on', () => {
    expect(opening([window('02:30', '04:00')], '2026-03-28T12:00:00Z')).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('of one that lies in that hour is on the next day it is there', () => {
    const lost = window('02:10', '02:50', { days: ['Sun'] });
    expect(opening([lost], '2026-03-28T12:00:00Z')).toBe('2026-04-05T00:10:00.000Z');
  });

  it('of one in the hour that comes twice in autumn comes twice', () => {
    const twice = [window('02:10', '02:20')];
    expect(opening(twice, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:10:00.000Z');
    expect(opening(twice, '2026-10-25T00:20:00Z')).toBe('2026-10-25T01:10:00.000Z');
  });

  it('is none where no minute is in the window', () => {
    expect(opening([window('20:00', '22:00', { days: [] })], '2026-12-01T00:00:00Z')).toBe(
      undefined,
    );
  });
});

const minuteOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 });
const time = (minute: number) => new Date(minute * MINUTE).toISOString().slice(11, 16);
const anyWindow = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...dayNames), { minLength: 1 }),
    minuteOfDay,
    minuteOfDay,
    fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'),
  )
  .map(([days, from, to, timeZone]) => ({ days, from: time(from), to: time(to), timeZone }));
/** Half of them within two days of a change of clocks somewhere. */
const anyMoment = fc
  .tuple(
    fc.constantFrom('2026-03-29', '2026-04-05', '2026-10-25', '2026-11-01', '2026-07-01'),
    fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
  )
  .map(([day, minutes]) => at(`${day}T00:00:00Z`) + minutes * MINUTE);

test('whatever the windows and the moment, the next opening is open, and the minute before it was not', () => {
  fc.assert(
    fc.property(fc.array(anyWindow, { minLength: 1, maxLength: 3 }), anyMoment, (windows, now) => {
      const next = nextOpening(windows, now) ?? NaN;
      expect(isOpen(windows, next)).toBe(true);
      expect(next).toBeGreaterThanOrEqual(now);
      if (next > now) expect(isOpen(windows, next - MINUTE)).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test('a window of a place that never changes its clocks is open for as long each week as it says', () => {
  fc.assert(
    fc.property(anyWindow, ({ days, from, to }) => {
      const utc: ChangeWindow = { days, from, to, timeZone: 'UTC' };
      const monday = at('2026-06-01T00:00:00Z');
      const open = Array.from({ length: 7 * 24 * 60 }, (_, minute) =>
        isOpen([utc], monday + minute * MINUTE),
      ).filter(Boolean).length;
      const long = (at(`2026-01-02T${to}Z`) - at(`2026-01-01T${from}Z`)) / MINUTE;
      expect(open).toBe(days.length * (long > 24 * 60 ? long - 24 * 60 : long));
    }),
    { numRuns: 10 },
  );
});

test('seconds do not matter: within a minute it is open or it is not', () => {
  const windows = [window('20:00', '22:00')];
  const opens = at('2026-12-01T19:00:00Z');
  expect(nextOpening(windows, opens - 1)).toBe(opens);
  expect(nextOpening(windows, opens + 3 * HOUR + 1)).toBe(opens + 24 * HOUR);
});

test.each([
  [{ days: [] }, 'days'],
  [{ from: '7:00' }, 'from'],
  [{ from: '24:00' }, 'from'],
  [{ to: '24:01' }, 'to'],
  [{ timeZone: 'Europe/Atlantis' }, 'timeZone'],
])('a window with %j is told what is wrong', (wrong, field) => {
  const right = window('20:00', '24:00');
  expect(complaintOf(right)).toBeUndefined();
  expect(complaintOf({ ...right, ...wrong })).toMatch(new RegExp(`^${field} must be `));
});
