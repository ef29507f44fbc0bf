import { type Translator, translator } from '../../runtime';
import { type Wish, edited } from './any-edits';
import { type Edit, differenceOf } from './edits';
import type { Tree } from './tree';

/** A version of a program, and what it has otherwise than the one before. */
export interface Version {
  tree: Tree;
  edits: Edit[];
}

/** A program in several versions, each of which was made of the one before. */
export function versionsOf(first: Tree, wishes: Wish[][]): [Version, ...Version[]] {
  const versions: [Version, ...Version[]] = [{ tree: first, edits: [] }];
  let names = 0;
  let tree = first;
  for (const wished of wishes) {
    const edits: Edit[] = [];
    for (const wish of wished) {
      const made = edited(tree, wish, `new${++names}`);
      if (!made || isUndoneBy(made.edit, edits)) continue;
      edits.push(made.edit);
      tree = made.tree;
    }
    versions.push({ tree, edits });
  }
  return versions;
}

/** A translator does not drop what it has added itself. */
function isUndoneBy(edit: Edit, before: Edit[]): boolean {
  const dropped = edit.kind === 'rename' ? edit.from : edit.kind === 'remove' ? edit.path : '';
  return before.some((each) => {
    const added = each.kind === 'rename' ? each.to : each.kind === 'insert' ? each.path : undefined;
    return added !== undefined && added === dropped;
  });
}

export const nameOf = (version: number): string => String(version + 1);

/** All that lead up to this version: those of later ones it cannot know. */
export const translatorsTo = (versions: Version[], version: number): Translator[] =>
  versions.slice(1, version + 1).map(({ edits }, place) =>
    translator({
      from: nameOf(place),
      to: nameOf(place + 1),
      differences: edits.map(differenceOf),
    }),
  );
