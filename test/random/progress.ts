import type { Edit } from './edits';
import { isAfter, occurrences } from './occurrences';
import type { Version } from './versions';

/** How far an execution has come: what of each leaf there is, whatever it is named. */
export type Progress = ReadonlyMap<string, Met>;
/** `did`: a step has its outcome, or a wait is over. `begun`: a wait is not over. */
export type Met = 'did' | 'begun' | 'supplied';

/** The same, and what was forgotten on the way, until the execution comes to a version that has it. */
export interface Place {
  progress: Progress;
  hidden: Progress;
}

export interface Moved extends Place {
  /** What the one version has and the other has not. `demands`: it must not have been cut off, see `cutOff` of `removed`. */
  forgotten: { key: string; demands: boolean }[];
}

/** What a move to another version makes of it. */
export function moved(before: Place, versions: Version[], from: number, to: number): Moved {
  const up = from <= to;
  const [lower, upper] = up ? [from, to] : [to, from];
  const edits = versions.slice(lower + 1, upper + 1).flatMap((version) => version.edits);
  const progress = new Map(before.progress);
  const hidden = new Map(before.hidden);
  const forgotten: Moved['forgotten'] = [];
  for (const edit of up ? edits : edits.reverse()) {
    if (edit.kind === 'rename' || edit.kind === 'change') continue;
    if ((edit.kind === 'insert') === up) supply(progress, hidden, edit);
    else
      for (const { leaf, key } of occurrences(edit.tree))
        if (leaf.id === edit.leaf) {
          move(key, progress, hidden);
          forgotten.push({ key, demands: edit.kind === 'insert' || edit.cutOff === 'redo' });
        }
  }
  return { progress, hidden, forgotten };
}

function move(key: string, from: Map<string, Met>, to: Map<string, Met>): void {
  const met = from.get(key);
  if (met === undefined) return;
  from.delete(key);
  to.set(key, met);
}

/** What was done before is remembered; for whoever has come to anything after it, it is over, or else supplied. */
function supply(
  progress: Map<string, Met>,
  hidden: Map<string, Met>,
  { leaf, tree, isWait }: Extract<Edit, { tree: unknown }>,
): void {
  const all = occurrences(tree);
  for (const its of all.filter((each) => each.leaf.id === leaf)) {
    const after = all.filter((each) => isAfter(each, its));
    const isPast = after.some(({ key }) => progress.has(key));
    move(its.key, hidden, progress);
    const met = progress.get(its.key);
    if (isPast && (met === undefined || met === 'begun'))
      progress.set(its.key, isWait ? 'did' : 'supplied');
  }
}
