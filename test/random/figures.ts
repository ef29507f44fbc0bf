import type { Share } from './pass-on';
import type { Scenario } from './scenario';

/** What has been tried, in numbers. */
export interface Figures {
  programs: number;
  /** Executions handed from a version to a later one, and to an earlier. */
  up: number;
  down: number;
  'cut off': number;
  /** Of those, taken over by another version. */
  'done again by another version': number;
  steps: number;
  edits: number;
}

export const noFigures = (): Figures => ({
  programs: 0,
  up: 0,
  down: 0,
  'cut off': 0,
  'done again by another version': 0,
  steps: 0,
  edits: 0,
});

export function figuresOf({ versions }: Scenario, shares: Share[]): Figures {
  const moves = shares.slice(1).map((to, place) => ({ from: shares[place], to }));
  const count = (is: (from: Share, to: Share) => boolean) =>
    moves.filter(({ from, to }) => from && is(from, to)).length;
  return {
    programs: 1,
    up: count((from, to) => to.version > from.version),
    down: count((from, to) => to.version < from.version),
    'cut off': shares.filter(({ how }) => how === 'cut off').length,
    'done again by another version': count(
      (from, to) => from.how === 'cut off' && from.version !== to.version,
    ),
    steps: shares.flatMap(({ effects }) => effects).length,
    edits: versions.flatMap(({ edits }) => edits).length,
  };
}

export const sum = (one: Figures, other: Figures): Figures =>
  Object.fromEntries(
    Object.entries(one).map(([what, count]) => [what, count + other[what as keyof Figures]]),
  ) as unknown as Figures;

export const toldIn = (figures: Figures): string =>
  Object.entries(figures)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
