import type { ModelRun } from './runs';

/** What a checker did: its words, and whether it came to its end by itself. */
export interface Checked {
  output: string;
  finished: boolean;
}

export interface Verdict {
  /** It is as it was expected. */
  good: boolean;
  /** In a few words. */
  found: string;
  states: number;
}

/** Signs that not every state was looked at, whatever was found in the others. */
const incomplete = /search depth too small|Search not completed|MEMLIM|out of memory|hash factor/i;

/** What a checker's words mean. Cut off, or without room for every state, nothing was shown to hold. */
export function judge({ expected }: Pick<ModelRun, 'expected'>, checked: Checked): Verdict {
  const { output, finished } = checked;
  const states = Number(/([\d.e+]+) states, stored/.exec(output)?.[1] ?? 0);
  const error = /^pan:\s?\d+: (.*?)(?: \(at depth \d+\))?$/m.exec(output)?.[1];
  if (error !== undefined)
    return { good: expected === 'caught', found: `caught: ${short(error)}`, states };
  const exhaustive = finished && /errors: 0\b/.test(output) && !incomplete.test(output);
  if (!exhaustive) return { good: false, found: 'not exhaustive: it was cut off', states };
  if (expected === 'caught') return { good: false, found: 'the seeded bug is not caught', states };
  return { good: true, found: expected, states };
}

const LONGEST = 60;

function short(error: string): string {
  const text = error
    .replace(/^assertion violated/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
