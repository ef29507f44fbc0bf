import type { Outcome } from './execution';
import type { Json } from './json';

/** What the code of a service reads and writes of an execution, in the words of one of its versions. */
export interface Recorded {
  input: Json;
  outcomes: Outcome[];
  /** Steps that had other names before: see `Renaming`. The last renaming first. */
  renamings: Renaming[];
}

/** Of an execution's checkpoint no more than its record. */
export const recordedOf = ({ input, outcomes, renamings }: Recorded): Recorded => ({
  input,
  outcomes,
  renamings,
});

/** What a handler is told in a replay. */
export const toldIn = ({ outcomes }: Recorded): Outcome[] =>
  outcomes.filter(({ forgotten }) => !forgotten);

/** Both wait for the same times, whatever those waits are called. */
export function waitsAlike(one: Recorded, other: Recorded): boolean {
  const untils = (record: Recorded): string =>
    toldIn(record)
      .flatMap((outcome) => (outcome.kind === 'begun' ? [outcome] : []))
      .filter(({ id }) => !toldIn(record).some((each) => each.kind === 'wait' && each.id === id))
      .map(({ until }) => until)
      .sort((a, b) => a - b)
      .join();
  return untils(one) === untils(other);
}

/**
 * The path of a step or branch now, and before. A step has the same idempotency key under all the names that it has
 * had, so that one that was cut off is known again by whoever has the side effect.
 */
export type Renaming = [now: string, before: string];

/** `parcel#2/pack` → `parcel/pack`: the names of a step and of the branches it is in, without their numbers. */
export const pathOf = (id: string): string => id.replace(/#\d+/g, '');

/** The step or branch of this path, or what is in it, each time that it is met. */
export const isAt = (id: string, path: string): boolean =>
  pathOf(id) === path || pathOf(id).startsWith(`${path}/`);

/** The id with another path in place of the first, as long as that one; numbers stay. */
export function movedTo(id: string, from: string, to: string): string {
  if (!isAt(id, from)) return id;
  const names = to.split('/');
  return id
    .split('/')
    .map((segment, depth) => {
      const name = names[depth];
      return name === undefined ? segment : segment.replace(/^[^#]+/, () => name);
    })
    .join('/');
}

/**
 * The name that a step's idempotency key is made of: its first. A step that has come to a name which another one had
 * before is told apart from it; no step has the number 0.
 */
export function firstNameOf(id: string, renamings: Renaming[]): string {
  let name = id;
  for (const [now, before] of renamings)
    name = !isAt(name, now) && isAt(name, before) ? `${name}#0` : movedTo(name, now, before);
  return name;
}

/** Renamed, and not remembered where that undoes the renaming before. */
export function rename(record: Recorded, from: string, to: string): Recorded {
  const [last, ...earlier] = record.renamings;
  const undone = last?.[0] === from && last[1] === to;
  return {
    ...record,
    // What is forgotten has the name that it had then.
    outcomes: record.outcomes.map((outcome) =>
      outcome.forgotten ? outcome : { ...outcome, id: movedTo(outcome.id, from, to) },
    ),
    renamings: undone ? earlier : [[to, from], ...record.renamings],
  };
}
