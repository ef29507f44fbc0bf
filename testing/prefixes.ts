import type { FoundFixture } from './read-fixtures';

/**
 * The record of an execution as it was after each of its outcomes, and before the first: an upgrade may find it in any of
 * these.
 */
export const prefixesOf = (fixture: FoundFixture): FoundFixture[] =>
  [undefined, ...fixture.outcomes].map((_, count) => ({
    ...fixture,
    outcomes: fixture.outcomes.slice(0, count),
  }));

/** `after 4 of 9 outcomes ("charge")` */
export function lengthText({ outcomes }: FoundFixture, of: FoundFixture): string {
  const last = outcomes.at(-1);
  const all = of.outcomes.length;
  if (!last) return `before the first of ${all} outcomes`;
  return `after ${outcomes.length} of ${all} outcomes ("${last.id}")`;
}
