import type { Recorded } from '../recordings/recording';

/** How a state stands at the end of an execution. `caught`: it failed, and a catcher led on from there. */
export type Standing = 'succeeded' | 'caught' | 'failed' | 'not reached';

/** What an execution did with the states: where it was, and by which ways. */
export interface Course {
  standing(state: string): Standing;
  wentFrom(state: string, next: string): boolean;
}

/**
 * As the history tells it. A state that was entered several times stands as it was left last, but for one whose failure
 * was caught: that is what one looks for.
 */
export function courseOf(events: Recorded[]): Course {
  const standings = new Map<string, Standing>();
  const ways = new Set<string>();
  let state = '';
  let failed = false;
  const stands = (standing: Standing) => {
    if (standings.get(state) !== 'caught') standings.set(state, standing);
  };
  for (const { type, state: named } of events) {
    if (type.endsWith('StateEntered') && named !== undefined) {
      ways.add(way(state, named));
      state = named;
      stands(type === 'FailStateEntered' ? 'failed' : 'succeeded');
    }
    // A retry that succeeds makes up for it.
    if (type === 'TaskFailed' || type === 'TaskTimedOut') failed = true;
    if (type === 'TaskSucceeded') failed = false;
    if (type === 'TaskStateExited' && failed) {
      stands('caught');
      failed = false;
    }
  }
  return {
    standing: (name) => standings.get(name) ?? 'not reached',
    wentFrom: (from, next) => ways.has(way(from, next)),
  };
}

const way = (from: string, next: string): string => `${from} → ${next}`;
