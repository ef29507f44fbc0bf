import { type Census, recordOf } from './census';
import { type Drain, isVacated } from './handover';
import type { NodeRecord } from './node';
import { nextWait } from './waiting';

/** What is to be done about executions that nobody else can read, and that are not done in time. */
export interface StayingLimit {
  /** How long they may stay, in seconds of waiting since the instance was drained. */
  seconds: number;
  /**
   * `rollBack`: the upgrade fails (`StayedTooLong`), and what follows is as after any failure. `extend`: they may take
   * three days. `fail`: each is ended where it is, with the failure `StayedTooLong` as its result.
   */
  then: 'rollBack' | 'extend' | 'fail';
}

/** The longest that anything may stay, so that all looks fit into one execution's history: three days. */
export const LONGEST_STAY_SECONDS = 259_200;

/** However long that was, the step that each is in may go on for so long once they are to end, if a handover may. */
export const LAST_STEPS_SECONDS = 3_600;

/** How a handover stands, in seconds of waiting. */
export interface Standing {
  waited: number;
  /** Of those, the ones in which nothing but what stays kept the instance from being vacated. */
  forStaying: number;
  /** What anything else may take. */
  longest: number;
  /** How many executions stay, as far as is known. */
  stays: number;
  /** Nothing else keeps it now. */
  alone: boolean;
}

/** `end`: nodes are to end what stays. */
export type Verdict = 'wait' | 'timedOut' | 'stayedTooLong' | 'end';

/** What is to be done now with an instance that is not vacated yet. */
export function verdictOn(standing: Standing, limit: StayingLimit | undefined): Verdict {
  const { waited, forStaying, longest, stays, alone } = standing;
  const isStaying = limit !== undefined && stays > 0;
  if (!(isStaying && alone) && waited >= Math.min(forStaying + longest, LONGEST_STAY_SECONDS))
    return 'timedOut';
  if (!isStaying || waited < limit.seconds) return 'wait';
  switch (limit.then) {
    case 'rollBack':
      return 'stayedTooLong';
    case 'extend':
      return waited >= LONGEST_STAY_SECONDS ? 'stayedTooLong' : 'wait';
    case 'fail':
      return waited >= lastStepsEnd(limit.seconds, longest) ? 'stayedTooLong' : 'end';
  }
}

/** The step that each is in has as long to end as in any handover. */
const lastStepsEnd = (seconds: number, longest: number): number =>
  Math.min(seconds + longest, Math.max(seconds + LAST_STEPS_SECONDS, LONGEST_STAY_SECONDS));

/** Nodes are to end what stays, if anything does. */
export const isTimeToEnd = (limit: StayingLimit | undefined, waited: number): boolean =>
  limit?.then === 'fail' && waited >= limit.seconds;

/** Seconds until the next look: there is one when the time to stay is over. */
export function nextLook(waited: number, limit: StayingLimit | undefined): number {
  const left = (limit?.seconds ?? 0) - waited;
  return left > 0 ? Math.min(left, nextWait(waited)) : nextWait(waited);
}

/** Of those that are not vacated, each listed task has its node drained, and it owns nothing but what stays. */
export function onlyStayingKeeps(census: Census, drain: Drain): boolean {
  const listed = census.tasks.filter(({ state }) => state !== 'stopping').length;
  return (
    census.counted <= listed &&
    census.tasks.every(({ slot }) => {
      const record = recordOf(census, slot);
      return record && (isVacated(record, drain) || ownsOnlyWhatStays(record, drain));
    })
  );
}

const ownsOnlyWhatStays = (
  { state, quietForMs, figures: { owned, staying, relayed } }: NodeRecord,
  { propagationSeconds }: Drain,
): boolean =>
  (state === 'draining' || state === 'sealed') &&
  quietForMs > propagationSeconds * 1000 &&
  owned === staying &&
  relayed === 0;
