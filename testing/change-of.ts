import { canonicalJson } from '../core/canonical-json';
import type { Json } from '../core/json';
import type { Recorded } from '../core/recorded';

const LONGEST_TEXT = 300;

/**
 * What two translations that should undo each other have changed; undefined: nothing. What they have added as forgotten is
 * no change: no handler of this version is told of it.
 */
export function changeOf(before: Recorded, after: Recorded): string | undefined {
  const known = new Set(before.outcomes.map(textOf));
  const kept = after.outcomes.filter((outcome) => !outcome.forgotten || known.has(textOf(outcome)));
  const length = Math.max(before.outcomes.length, kept.length);
  return [
    change('its input', before.input, after.input),
    ...Array.from({ length }, (_, at) =>
      change(`outcome ${at + 1}`, before.outcomes[at], kept[at]),
    ),
    change('its list of renamings', before.renamings, after.renamings),
  ].find((each) => each !== undefined);
}

function change(what: string, before: unknown, after: unknown): string | undefined {
  const [was, is] = [textOf(before), textOf(after)];
  return was === is ? undefined : `${what} was ${short(was)} and is ${short(is)}`;
}

const textOf = (value: unknown): string =>
  value === undefined ? 'not there' : canonicalJson(value as Json);

const short = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
