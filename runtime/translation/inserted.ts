import type { Failure, Outcome } from '../../core/execution';
import type { Json } from '../../core/json';
import { type Recorded, isAt, pathOf, toldIn } from '../../core/recorded';
import { type Difference, inverse } from './difference';
import { isWithin, nearby, placesOf } from './places';

/** The value that a step of the record had: of those in its own branch the one of that time. Throws where it has none. */
export type ValueOf = (step: string) => Json;

/** What an execution is told that is past the place of a step which it has never met. */
type Supplied =
  /** The value of the step. */
  | { result: (valueOf: ValueOf) => Json }
  /** It is a wait, which is over. */
  | { wait: true };

export type Inserted = Supplied & {
  /**
   * Paths of what comes after it: an execution that has recorded any of them is past it. What is in its own branch
   * counts only for the time that this is in. All that can be the next after it, and is not always met, belongs here;
   * a path that is also met before it does not: then nothing tells who is past it, and its place cannot be translated.
   */
  before: string[];
};

/**
 * The later version has a step (or wait) more. Executions that have come past its place are told what is supplied, as
 * if it had been; others do it. On the way down it is forgotten, until the execution comes up again. In a branch that is
 * met several times it is supplied each time.
 *
 * Its name must be used once only in its branch, in either version: numbers do not tell which use of a name is the one
 * more. An execution that has recorded several is not translated. What a loop does is best in a branch of its own.
 */
export const inserted = (id: string, more: Inserted): Difference => ({
  up: (record) => supply(record, id, more),
  down: (record) => without(record, id),
  // What has no place in the earlier version cannot be done again there; nor what is behind a wait, before that is over.
  redoes: { up: !('wait' in more), down: false },
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
 * The later version has a step (or wait) less: what it recorded is forgotten, until the execution goes down again. There,
 * those that have come past its place and never did it are told what is supplied. As with `inserted`, its name must be
 * used once only in its branch.
 */
export function removed(id: string, { cutOff = 'redo', ...more }: Removed): Difference {
  const difference = inverse(inserted(id, more));
  // A wait has no effect that could be cut off.
  const up = cutOff === 'forget' || 'wait' in more;
  return { ...difference, redoes: { ...difference.redoes, up } };
}

function without(record: Recorded, path: string): Recorded {
  refuseIfRepeated(record, path);
  const outcomes = record.outcomes.map((outcome) =>
    isAt(outcome.id, path) ? { ...outcome, forgotten: true as const } : outcome,
  );
  return { ...record, outcomes };
}

/** Of several uses of one name in one branch, nothing tells which of them the other version has not. */
function refuseIfRepeated(record: Recorded, path: string): void {
  const repeated = toldIn(record).find(({ id }) => pathOf(id) === path && /#\d+$/.test(id));
  if (!repeated) return;
  throw new RangeError(
    `${path} has been met several times (${repeated.id}), which cannot be told apart.`,
  );
}

function refuseIfTaken(record: Recorded, path: string): void {
  if (!toldIn(record).some(({ id }) => isAt(id, path))) return;
  throw new RangeError(`${path} cannot be supplied: there is one of that name.`);
}

/** Supplied each time that the branch which it is in has been met, if it was not done before, on another way. */
function supply(record: Recorded, path: string, more: Inserted): Recorded {
  refuseIfTaken(record, path);
  const remembered = remember(record, path);
  // A wait that was left before it was over is over for whoever has come past it meanwhile.
  const over = toldIn(remembered).filter(({ kind }) => kind !== 'begun');
  const done = new Set(over.map(({ id }) => id));
  return placesOf(remembered, path)
    .filter((id) => !done.has(id))
    .reduce((supplied, id) => supplyAt(supplied, id, more), remembered);
}

const remember = (record: Recorded, path: string): Recorded => ({
  ...record,
  outcomes: record.outcomes.map(({ forgotten, ...outcome }) =>
    forgotten && !isAt(outcome.id, path) ? { ...outcome, forgotten } : outcome,
  ),
});

function supplyAt(record: Recorded, id: string, more: Inserted): Recorded {
  const { outcomes } = record;
  const place = outcomes.findIndex(
    (outcome) =>
      !outcome.forgotten &&
      more.before.some((path) => isAt(outcome.id, path) && isWithin(outcome.id, nearby(path, id))),
  );
  if (place < 0) return record;
  const told: Outcome[] =
    'wait' in more
      ? waited(record, id)
      : [{ kind: 'step', id, result: { ok: true, value: more.result(valuesOf(record, id)) } }];
  return { ...record, outcomes: outcomes.toSpliced(place, 0, ...told) };
}

/** That a wait is over, and if it was never begun, that too. */
function waited(record: Recorded, id: string): Outcome[] {
  const begun = toldIn(record).find((outcome) => outcome.id === id && outcome.kind === 'begun');
  const until = begun?.kind === 'begun' ? begun.until : 0;
  return [...(begun ? [] : [{ kind: 'begun', id, until } as const]), { kind: 'wait', id, until }];
}

const valuesOf =
  (record: Recorded, place: string): ValueOf =>
  (step) => {
    const around = nearby(step, place);
    const near = [...around, ...step.split('/').slice(around.length)].join('/');
    const outcome = toldIn(record).find(({ id }) => id === near);
    if (outcome?.kind !== 'step') throw new RangeError(`Step ${step} has not been recorded.`);
    if (outcome.result.ok) return outcome.result.value;
    throw failed(step, outcome.result.error);
  };

const failed = (step: string, { name, message }: Failure): RangeError =>
  new RangeError(`Step ${step} has failed (${name}: ${message}) and has no value.`);
