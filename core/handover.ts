import { type Census, recordOf } from './census';
import { type FirstAdoption, silenceSeconds } from './first-adoption';
import type { NodeRecord } from './node';
import { type Sightings, hasMovedSince, isDead } from './sightings';

/** What must hold of each of an instance's processes before the instance may be changed. */
export interface Drain {
  /** Of the mode `draining`; sealing another one is no proof. */
  generation: number;
  /** The longest that a request may still come in after the weight was set to 0. */
  propagationSeconds: number;
  /** Of the upgrade's options. */
  firstAdoption?: FirstAdoption;
}

/** This process owns nothing, will take nothing, and no request has reached it for longer than any is still on its way. */
export const isVacated = (record: NodeRecord | undefined, drain: Drain): boolean =>
  record?.state === 'sealed' &&
  record.generation === drain.generation &&
  record.quietForMs > drain.propagationSeconds * 1000;

/**
 * What is missing to prove that an instance of weight 0 is vacated (S4): slots, and tasks that the platform counts but
 * does not list. None: it is proved. A listed task without a record proves nothing, unless its release never came
 * through its rollout: a node takes its slot before it reads its mode, and the records were read after the drain was
 * written, so that this one owns nothing and will find the drain, if it ever gets so far.
 *
 * The one exception is the operator's word that there is no runtime in tasks that have never told of themselves: once
 * the instance has had weight 0 for so long (`waited`, in seconds) that none of their requests can still go on, no
 * proof of theirs is missing. A task with a record needs its own, always.
 */
export function missingProofs(census: Census, drain: Drain, waited = 0): string[] {
  const slots = census.tasks
    .map(({ slot }) => slot)
    .filter((slot) => {
      const record = recordOf(census, slot);
      if (record) return !isVacated(record, drain);
      return drain.firstAdoption ? !isOutlasted(drain, waited) : census.rollout === 'completed';
    });
  // What is being stopped is listed, and not counted any more.
  const listed = census.tasks.filter(({ state }) => state !== 'stopping').length;
  const unlisted = Math.max(0, census.counted - listed);
  return [...slots, ...Array.from({ length: unlisted }, () => 'a task that is not listed')];
}

/** No request of a task without a runtime can still go on. */
const isOutlasted = ({ firstAdoption, propagationSeconds }: Drain, waited: number): boolean =>
  firstAdoption !== undefined && waited >= silenceSeconds(firstAdoption, propagationSeconds);

/** The longest that a handover is waited for, in seconds: at least as long as requests are that only end by themselves. */
export const longestHandover = (
  handoverTimeoutSeconds: number,
  { firstAdoption, propagationSeconds }: Drain,
): number =>
  Math.max(
    handoverTimeoutSeconds,
    firstAdoption ? silenceSeconds(firstAdoption, propagationSeconds) : 0,
  );

/** Slots whose process stands in the way and has been without a sign of life for a whole lease: to be stopped by name. */
export const frozenSlots = (
  census: Census,
  drain: Drain,
  sightings: Sightings,
  waited: number,
  leaseSeconds: number,
): string[] =>
  census.tasks
    .filter(
      ({ slot, state }) =>
        state === 'running' &&
        !isVacated(recordOf(census, slot), drain) &&
        isDead(sightings[slot], waited, leaseSeconds),
    )
    .map(({ slot }) => slot);

/** Slots that the platform does not list and whose node still gave a sign of life since the last look. */
export const straySlots = (
  census: Census,
  drain: Drain,
  before: Sightings,
  after: Sightings,
): string[] =>
  census.records
    .filter(
      (record) =>
        !census.tasks.some(({ slot }) => slot === record.slot) &&
        !isVacated(record, drain) &&
        hasMovedSince(after[record.slot], before[record.slot]?.since ?? Infinity),
    )
    .map(({ slot }) => slot);

/** Process → since when (in seconds waited) it is known to have ended without sealing. */
export type UnsealedEnds = Record<string, number>;

/** How long a write of a process that has ended may take to land: longer than the store's clients wait for an answer. */
export const STORE_TIMEOUT_SECONDS = 10;

export function unsealedEnds(
  before: UnsealedEnds,
  census: Census,
  drain: Drain,
  waited: number,
): UnsealedEnds {
  const listed = new Set(census.tasks.map(({ slot }) => slot));
  const ended = census.records.flatMap((record) =>
    listed.has(record.slot) || isVacated(record, drain)
      ? record.former
      : [record.node, ...record.former],
  );
  return Object.fromEntries(ended.map((node) => [node, before[node] ?? waited]));
}

/** Nothing that those processes have sent can still land. */
export const haveSettled = (ends: UnsealedEnds, waited: number): boolean =>
  Object.values(ends).every((since) => waited - since >= STORE_TIMEOUT_SECONDS);
