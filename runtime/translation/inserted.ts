import type { Failure, Outcome } from '../../core/execution';
import type { Json } from '../../core/json';
import { type Recorded, isAt } from '../../core/recorded';
import { type Difference, inverse } from './difference';

/** The value that a step of the record had. Throws where it has none. */
export type ValueOf = (step: string) => Json;

/** What an execution is told that is past the place of a step which it has never met. */
type Supplied =
  /** The value of the step. */
  | { result: (valueOf: ValueOf) => Json }
  /** It is a wait, which is over. */
  | { wait: true };

export type Inserted = Supplied & {
  /** Paths of what comes after it: an execution that has recorded any of them is past it. */
  before: string[];
};

/**
 * The later version has a step (or wait) more. Executions that have come past its place are told what is supplied, as
 * if it had been; others do it. On the way down it is forgotten.
 */
export const inserted = (id: string, more: Inserted): Difference => ({
  up: (record) => supply(record, id, more),
  down: (record) => without(record, id),
  // What has no place in the earlier version cannot be done again there.
  redoes: { up: true, down: false },
  adds: id,
});

export type Removed = Inserted & {
  /**
   * What becomes of one that was cut off: `redo` (default): nodes of the earlier version do it again, and no other
   * takes over what they have left. `forget`: it makes no difference whether it has had its effect.
   */
  cutOff?: 'redo' | 'forget';
};

/**
 * The later version has a step (or wait) less: what it recorded is forgotten. On the way down, executions that have come
 * past its place are told what is supplied.
 */
export function removed(id: string, { cutOff = 'redo', ...more }: Removed): Difference {
  const difference = inverse(inserted(id, more));
  return { ...difference, redoes: { up: cutOff === 'forget', down: true } };
}

const without = (record: Recorded, path: string): Recorded => ({
  ...record,
  outcomes: record.outcomes.filter(({ id }) => !isAt(id, path)),
});

function supply(record: Recorded, id: string, more: Inserted): Recorded {
  const { outcomes } = record;
  const place = outcomes.findIndex((outcome) => more.before.some((path) => isAt(outcome.id, path)));
  if (place < 0) return record;
  const told: Outcome[] =
    'wait' in more
      ? [
          { kind: 'begun', id, until: 0 },
          { kind: 'wait', id, until: 0 },
        ]
      : [{ kind: 'step', id, result: { ok: true, value: more.result(valuesOf(record)) } }];
  return { ...record, outcomes: outcomes.toSpliced(place, 0, ...told) };
}

const valuesOf =
  ({ outcomes }: Recorded): ValueOf =>
  (step) => {
    const outcome = outcomes.find(({ id }) => id === step);
    if (outcome?.kind !== 'step') throw new RangeError(`Step ${step} has not been recorded.`);
    if (outcome.result.ok) return outcome.result.value;
    throw failed(step, outcome.result.error);
  };

const failed = (step: string, { name, message }: Failure): RangeError =>
  new RangeError(`Step ${step} has failed (${name}: ${message}) and has no value.`);
