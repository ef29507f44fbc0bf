import type { Outcome, Result } from './execution';
import type { Fixture } from './fixture';
import type { Json } from './json';
import { type KeptPath, type Way, into, intoStep, waysOf } from './kept-path';
import { placeholders } from './placeholders';

export interface Redaction {
  redact(this: void, fixture: Fixture): Fixture;
  /** Paths at which none of what was redacted had anything. */
  unmet(this: void): KeptPath[];
}

/**
 * Makes fixtures that do not tell what was said in them. Each string becomes a placeholder of its kind, the same one for
 * the same text in all fixtures; so do the messages of errors. What stays: numbers, `true`, `false` and `null`, structure
 * with the names of members, ids of steps, names and status of errors, and what is at a path of `keep`.
 */
export function redaction(keep: KeptPath[] = []): Redaction {
  const placeholder = placeholders();
  const met = new Set<KeptPath>();

  const isKept = (ways: Way[]): boolean => {
    const ended = ways.filter(({ words }) => words.length === 0);
    for (const { path } of ended) met.add(path);
    return ended.length > 0;
  };
  const hideText = (text: string, ways: Way[]): string => (isKept(ways) ? text : placeholder(text));

  function hide(value: Json, ways: Way[]): Json {
    if (typeof value === 'string') return hideText(value, ways);
    if (isKept(ways) || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each, at) => hide(each, into(ways, String(at))));
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, hide(each, into(ways, name))]),
    );
  }

  function hideResult(result: Result, ways: Way[]): Result {
    if (result.ok) return { ok: true, value: hide(result.value, ways) };
    const { error } = result;
    const message = isKept(ways) ? error.message : hideText(error.message, into(ways, 'message'));
    return { ok: false, error: { ...error, message } };
  }

  function hideOutcome(outcome: Outcome, ways: Way[]): Outcome {
    if (outcome.kind !== 'step') return outcome;
    return { ...outcome, result: hideResult(outcome.result, intoStep(ways, outcome.id)) };
  }

  return {
    redact(fixture) {
      const ways = waysOf(keep);
      return {
        ...fixture,
        input: hide(fixture.input, into(ways, 'input')),
        outcomes: fixture.outcomes.map((outcome) => hideOutcome(outcome, ways)),
      };
    },
    unmet: () => keep.filter((path) => !met.has(path)),
  };
}
