import fc from 'fast-check';
import type { Edit } from './edits';
import { occurrences } from './occurrences';
import { insertedAt, pathsAfter, placesIn } from './places';
import { type Leaf, type Size, type Tree, isLeaf, rewrite } from './tree';

/** What is wished for, to be made to fit whatever tree there is. */
export interface Wish {
  kind: Edit['kind'];
  isWait: boolean;
  size: Size;
  cutOff: 'redo' | 'forget';
  /** Which of all that could be meant. */
  pick: number;
}

export const anyWishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record<Wish>({
    kind: fc.constantFrom('rename', 'change', 'insert', 'insert', 'remove'),
    isWait: fc.constantFrom(false, false, true),
    size: fc.constantFrom('small', 'nested', 'large'),
    cutOff: fc.constantFrom('redo', 'forget', 'forget'),
    pick: fc.nat(999),
  }),
  { minLength: 1, maxLength: 4 },
);

export interface Edited {
  tree: Tree;
  edit: Edit;
}

/** The tree as wished, or undefined where nothing of the kind can be translated. `fresh`: a name that is nowhere used. */
export function edited(tree: Tree, wish: Wish, fresh: string): Edited | undefined {
  if (wish.kind === 'rename') return rename(tree, wish, fresh);
  if (wish.kind === 'change') return change(tree, wish);
  return wish.kind === 'insert' ? insert(tree, wish, fresh) : remove(tree, wish);
}

const picked = <T>(all: T[], { pick }: Wish): T | undefined => all[pick % all.length];

/** Paths of leaves, of branches too if wanted. */
function pathsIn(tree: Tree, isMeant: (kind: string) => boolean): string[] {
  const paths = new Set<string>();
  rewrite(tree, (node, path) => {
    if (isMeant(node.kind)) paths.add(path);
    return [node];
  });
  return [...paths];
}

function rename(tree: Tree, wish: Wish, fresh: string): Edited | undefined {
  const from = picked(
    pathsIn(tree, (kind) => kind !== 'parallel' && kind !== 'caught'),
    wish,
  );
  if (from === undefined) return undefined;
  const to = from.replace(/[^/]+$/, fresh);
  const renamed = rewrite(tree, (node, path) =>
    path === from && 'name' in node ? [{ ...node, name: fresh }] : [node],
  );
  return { tree: renamed, edit: { kind: 'rename', from, to } };
}

function change(tree: Tree, wish: Wish): Edited | undefined {
  const path = picked(
    pathsIn(tree, (kind) => kind === 'step'),
    wish,
  );
  if (path === undefined) return undefined;
  const changed = rewrite(tree, (node, at) =>
    at === path && node.kind === 'step' ? [{ ...node, shapes: node.shapes + 1 }] : [node],
  );
  return { tree: changed, edit: { kind: 'change', path } };
}

function insert(tree: Tree, wish: Wish, name: string): Edited | undefined {
  const leaf: Leaf = wish.isWait
    ? { kind: 'wait', id: name, name, ms: 2 }
    : { kind: 'step', id: name, name, size: wish.size, ms: 0, shapes: 0 };
  const places = placesIn(tree);
  for (let tried = 0; tried < places; tried++) {
    const grown = insertedAt(tree, (wish.pick + tried) % places, leaf);
    const missing = missingIn(grown, leaf);
    if (missing) return { tree: grown, edit: { kind: 'insert', ...missing } };
  }
  return undefined;
}

function remove(tree: Tree, wish: Wish): Edited | undefined {
  const leaves = [...new Map(occurrences(tree).map(({ leaf }) => [leaf.id, leaf])).values()];
  const removable = leaves.filter(({ kind }) => kind !== 'failing');
  for (let tried = 0; tried < removable.length; tried++) {
    const leaf = removable[(wish.pick + tried) % removable.length];
    const missing = leaf && missingIn(tree, leaf);
    if (!missing) continue;
    const without = rewrite(tree, (node) => (isLeaf(node) && node.id === leaf.id ? [] : [node]));
    return { tree: without, edit: { kind: 'remove', ...missing, cutOff: wish.cutOff } };
  }
  return undefined;
}

function missingIn(tree: Tree, leaf: Leaf) {
  const before = pathsAfter(tree, leaf.id);
  const path = occurrences(tree).find((each) => each.leaf.id === leaf.id)?.path;
  if (before === undefined || path === undefined) return undefined;
  const shapes = leaf.kind === 'step' ? leaf.shapes : 0;
  return { leaf: leaf.id, path, isWait: leaf.kind === 'wait', shapes, before, tree };
}
