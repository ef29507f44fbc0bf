import type { Edit } from './edits';
import { isAfter, occurrences } from './occurrences';
import type { Version } from './versions';

/** How far an execution has come: what of each leaf there is, whatever it is named. */
export type Progress = ReadonlyMap<string, Met>;
/** `did`: a step has its outcome, or a wait is over. `begun`: a wait is not over. */
export type Met = 'did' | 'begun' | 'supplied';

/** What was met and has no place in the words of the record: it is met again where it has one. */
export type Aside = ReadonlyMap<string, Met>;

export interface Moved {
  progress: Progress;
  aside: Aside;
  /** What the one version has and the other has not. `demands`: it must not have been cut off, see `cutOff` of `removed`. */
  forgotten: { key: string; demands: boolean }[];
}

/** What a move to another version makes of it. */
export function moved(
  { progress: before, aside: apart }: { progress: Progress; aside: Aside },
  versions: Version[],
  from: number,
  to: number,
): Moved {
  const up = from <= to;
  const [lower, upper] = up ? [from, to] : [to, from];
  const edits = versions.slice(lower + 1, upper + 1).flatMap((version) => version.edits);
  const progress = new Map(before);
  const aside = new Map(apart);
  const forgotten: Moved['forgotten'] = [];
  for (const edit of up ? edits : edits.reverse()) {
    if (edit.kind === 'rename' || edit.kind === 'change') continue;
    if ((edit.kind === 'insert') === up) supply(progress, aside, edit);
    else
      for (const { leaf, key } of occurrences(edit.tree))
        if (leaf.id === edit.leaf) {
          const met = progress.get(key);
          if (met) aside.set(key, met);
          progress.delete(key);
          forgotten.push({ key, demands: edit.kind === 'insert' || edit.cutOff === 'redo' });
        }
  }
  return { progress, aside, forgotten };
}

/** What was met before is met again. Else, whoever has come to anything after it is past it. */
function supply(
  progress: Map<string, Met>,
  aside: Map<string, Met>,
  { leaf, tree, isWait }: Extract<Edit, { tree: unknown }>,
): void {
  const all = occurrences(tree);
  for (const its of all.filter((each) => each.leaf.id === leaf)) {
    const met = aside.get(its.key);
    if (met) {
      progress.set(its.key, met);
      aside.delete(its.key);
      continue;
    }
    const after = all.filter((each) => isAfter(each, its));
    if (after.some(({ key }) => progress.has(key)))
      progress.set(its.key, isWait ? 'did' : 'supplied');
  }
}
