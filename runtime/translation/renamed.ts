import { type Recorded, isAt, movedTo, rename, toldIn } from '../../core/recorded';
import type { Difference } from './difference';

/** The step, wait or branch of this path has another name. Both are whole paths; only the last name may differ. */
export function renamed(from: string, to: string): Difference {
  const inBranch = (path: string) => path.split('/').slice(0, -1).join('/');
  if (inBranch(from) !== inBranch(to) || from === to)
    throw new RangeError(`renamed('${from}', '${to}') is not about one step in one branch.`);
  return {
    up: (record) => rename(refuseIfTaken(record, from, to), from, to),
    down: (record) => rename(refuseIfTaken(record, to, from), to, from),
    redoes: { up: true, down: true },
    adds: to,
    drops: from,
  };
}

function refuseIfTaken(record: Recorded, from: string, to: string): Recorded {
  const outcomes = toldIn(record);
  const ids = new Set(outcomes.map(({ id }) => id));
  const taken = outcomes.find(({ id }) => isAt(id, from) && ids.has(movedTo(id, from, to)));
  if (!taken) return record;
  throw new RangeError(`${taken.id} cannot be named ${to}: there is one of that name.`);
}
