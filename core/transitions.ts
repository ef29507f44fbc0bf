import { type Checkpoint, type Outcome, type Result, writtenBy } from './execution';
import type { ParkedBy } from './place';
import { type Recorded, recordedOf } from './recorded';

/** What a fenced write does to an execution. */
export type Change =
  /** A node takes it: parked ones, or (`unclean`) those of an owner that ended without parking them. */
  | { kind: 'claim'; owner: string; version: string; unclean: boolean }
  /** `record`: what was there before, translated for the version that goes on with it. */
  | { kind: 'commit'; outcomes: Outcome[]; record?: Recorded }
  /** Its owner, `by`, gives it up. `due`: claimable from then on. `excluded`: a version that must leave it alone. */
  | { kind: 'park'; due: number; by?: ParkedBy; excluded?: string }
  /** Owned by nobody or given up in the same write (with `by`), its record is translated for another version. */
  | { kind: 'translate'; record: Recorded; version: string; due?: number; by?: ParkedBy }
  /** A version must leave it alone, whoever owns it. */
  | { kind: 'exclude'; version: string }
  | { kind: 'finish'; result: Result; expires: number }
  | { kind: 'set-aside'; at: number }
  /** An operator has it tried again, from `due` on, by whoever reads it: also by a version that had diverged. */
  | { kind: 'retry'; due: number };

/** The checkpoint after a change; sequence and epoch move on here and nowhere else. */
export function transition(before: Checkpoint, change: Change, token: string): Checkpoint {
  const next = { ...before, seq: before.seq + 1, token };
  switch (change.kind) {
    case 'claim':
      return {
        ...next,
        status: 'running',
        owner: change.owner,
        version: change.version,
        claimedFrom: otherThan(change.version, writtenBy(before)),
        epoch: before.epoch + 1,
        attempts: change.unclean ? before.attempts + 1 : before.attempts,
        due: undefined,
        parkedBy: undefined,
      };
    case 'commit':
      return {
        ...next,
        ...(change.record && recordedOf(change.record)),
        outcomes: [...(change.record ?? before).outcomes, ...change.outcomes],
        attempts: 0,
        claimedFrom: undefined,
      };
    case 'park': {
      const excluded = change.excluded ? [...before.excluded, change.excluded] : before.excluded;
      return { ...next, ...givenUp(before), due: change.due, parkedBy: change.by, excluded };
    }
    case 'exclude':
      return { ...next, excluded: [...before.excluded, change.version] };
    case 'translate':
      return {
        ...next,
        ...givenUp(before),
        ...recordedOf(change.record),
        version: change.version,
        due: change.due ?? before.due,
        parkedBy: translatedBy(change.by ?? before.parkedBy, before),
      };
    case 'finish':
      return {
        ...next,
        status: 'finished',
        owner: undefined,
        due: undefined,
        parkedBy: undefined,
        result: change.result,
        expires: change.expires,
      };
    case 'set-aside':
      return { ...next, status: 'aside', owner: undefined, due: change.at };
    case 'retry':
      return { ...next, ...givenUp(before), due: change.due, attempts: 0, excluded: [] };
  }
}

/** What a version has added nothing to stays readable to those who could read it before. */
const givenUp = (before: Checkpoint) => ({
  status: 'parked' as const,
  owner: undefined,
  version: writtenBy(before),
  claimedFrom: undefined,
});

/** Translated more than once, it is told whose words it had at first. */
const translatedBy = (by: ParkedBy | undefined, before: Checkpoint): ParkedBy | undefined => {
  const translatedFrom = by?.translatedFrom ?? writtenBy(before);
  return by && { ...by, ...(translatedFrom !== undefined && { translatedFrom }) };
};

const otherThan = (version: string, other: string | undefined): string | undefined =>
  other === version ? undefined : other;
