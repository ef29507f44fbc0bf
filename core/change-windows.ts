/** When upgrades of a cluster may begin, week by week, by the clocks of some place. */
export interface ChangeWindow {
  /** On which it opens. */
  days: Day[];
  /** Hour and minute, `22:00`. */
  from: string;
  /** Not included any more; on the next day where it is not later than `from`. `24:00` is midnight. */
  to: string;
  /** IANA's name of the clocks that it goes by: `Europe/Berlin`, `UTC`. */
  timeZone: string;
}

export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Day = (typeof dayNames)[number];

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** One that a change of clocks swallows is open a week later. */
const LONGEST_CLOSED_MINUTES = 15 * DAY_MINUTES;

/** Whether an upgrade may begin at this moment, in ms since the epoch. Without any window it always may. */
export const isOpen = (windows: ChangeWindow[], at: number): boolean =>
  windows.length === 0 || windows.some((window) => contains(window, clockAt(window.timeZone, at)));

/**
 * The first whole minute from `at` on in which one is open; undefined if none ever is. Looked for minute by minute, so
 * that hours which a change of clocks skips or repeats need no thought.
 */
export function nextOpening(windows: ChangeWindow[], at: number): number | undefined {
  const first = Math.ceil(at / MINUTE_MS);
  for (let minute = first; minute < first + LONGEST_CLOSED_MINUTES; minute += 1)
    if (isOpen(windows, minute * MINUTE_MS)) return minute * MINUTE_MS;
  return undefined;
}

/** What is wrong with a window, if something is. */
export function complaintOf({ days, from, to, timeZone }: ChangeWindow): string | undefined {
  const unknown = days.find((day) => !dayNames.includes(day));
  if (unknown !== undefined || days.length === 0)
    return `days must be some of ${dayNames.join(', ')}, not "${days.join(', ')}"`;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(from)) return `from must be 00:00 to 23:59, not "${from}"`;
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to))
    return `to must be 00:00 to 24:00, not "${to}"`;
  try {
    formatOf(timeZone);
  } catch {
    return `timeZone must be an IANA name, as "Europe/Berlin", not "${timeZone}"`;
  }
  return undefined;
}

/** What the clocks of a place show. */
interface Clock {
  /** Of `dayNames`. */
  day: number;
  /** Since midnight. */
  minute: number;
}

function contains({ days, from, to }: ChangeWindow, { day, minute }: Clock): boolean {
  const opensOn = (index: number) => days.includes(dayNames[index] ?? 'Mon');
  const [opens, closes] = [minutesOf(from), minutesOf(to)];
  if (opens < closes) return opensOn(day) && opens <= minute && minute < closes;
  return (opensOn(day) && opens <= minute) || (opensOn((day + 6) % 7) && minute < closes);
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

function clockAt(timeZone: string, at: number): Clock {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: dayNames.findIndex((name) => name === parts.weekday),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** Making one is dear. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}
