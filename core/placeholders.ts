import type { Json } from './json';

/** What a text looks like, and what stands for the nth of those. Each is asked in one pass, as texts may be long. */
const kinds: [looksLike: RegExp, nth: (n: number) => string][] = [
  // There is only one that is empty, and code tells it from others.
  [/^$/, () => ''],
  [/^-?\d+(\.\d+)?$/, (n) => String(n)],
  [/^\d{4}-\d\d-\d\d$/, (n) => dayOf(n).slice(0, 10)],
  [/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/, (n) => dayOf(n)],
  [
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
    (n) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
  ],
  [/^[^\s@]+@[^\s@]+$/, (n) => `email-${n}@example.com`],
  [/^https?:\/\/\S+$/i, (n) => `https://example.com/${n}`],
];

const DAY_MS = 86_400_000;
const dayOf = (n: number): string => new Date(Date.UTC(2000, 0, 1) + n * DAY_MS).toISOString();
const textOf = (n: number): string => `text-${n}`;

/**
 * Gives texts placeholders of their kind, so that code which parses a date or an address still can: number, date, time,
 * UUID, email, URL, else text. The same text has the same placeholder, and another one another.
 */
export function placeholders(): (text: string) => string {
  const given = new Map<string, string>();
  const counts = new Map<(n: number) => string, number>();
  return (text) => {
    const known = given.get(text);
    if (known !== undefined) return known;
    const [, nth] = kinds.find(([looksLike]) => looksLike.test(text)) ?? [undefined, textOf];
    const n = (counts.get(nth) ?? 0) + 1;
    counts.set(nth, n);
    given.set(text, nth(n));
    return nth(n);
  };
}

/** Of those that no other text is likely to be. */
const PLACEHOLDER =
  /"(text-\d+|email-\d+@example\.com|https:\/\/example\.com\/\d+|0{8}-0{4}-4000-8000-[\da-f]{12})"(?!:)/;

/** Whether any text in it seems to be a placeholder. */
export const holdsPlaceholders = (value: Json): boolean => PLACEHOLDER.test(JSON.stringify(value));
