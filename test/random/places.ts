import { type Occurrence, isAfter, occurrences } from './occurrences';
import { type Leaf, type Node, type Tree, isLeaf } from './tree';

/** How many places there are in a tree for one leaf more, also beside others. */
export function placesIn(tree: Tree): number {
  let count = 0;
  withLeafAt(tree, -1, undefined, () => (count += 1));
  return count;
}

/** The tree with a leaf more, at the place of this number. */
export const insertedAt = (tree: Tree, place: number, leaf: Leaf): Tree => {
  let count = 0;
  return withLeafAt(tree, place, leaf, () => count++);
};

function withLeafAt(nodes: Tree, wanted: number, leaf: Leaf | undefined, next: () => number): Tree {
  const grown = nodes.flatMap((node): Node[] => {
    // After what throws nothing is ever come to.
    const before = next() === wanted && leaf ? [leaf] : [];
    if (isLeaf(node)) return [...before, node];
    return [...before, { ...node, of: withLeafAt(node.of, wanted, leaf, next) } as Node];
  });
  if (nodes.at(-1)?.kind === 'failing') return grown;
  return next() === wanted && leaf ? [...grown, leaf] : grown;
}

const isAgain = (branch: string): boolean => branch.includes('#');

/** The branches around both of two, with their numbers, are the same. */
function together(one: Occurrence, other: Occurrence): boolean {
  const bare = (branch: string | undefined) => branch?.replace(/#\d+$/, '');
  for (let depth = 0; depth < one.branches.length; depth++) {
    const [mine, its] = [one.branches[depth], other.branches[depth]];
    if (bare(mine) !== bare(its)) return true;
    if (mine !== its) return false;
  }
  return true;
}

/**
 * Paths of what comes after a leaf, for translators: an execution that has recorded any of them is past it. Undefined:
 * there are executions past it that paths do not tell from others, so no translator can be written for it.
 */
export function pathsAfter(tree: Tree, leaf: string): string[] | undefined {
  const all = occurrences(tree);
  const its = all.filter((each) => each.leaf.id === leaf);
  const others = all.filter((each) => each.leaf.id !== leaf);
  const [first] = its;
  if (!first || others.some(({ path }) => path === first.path)) return undefined;

  const comparable = others.filter((other) => together(first, other));
  const early = new Set(
    comparable.filter((other) => !isAfter(other, first)).map(({ path }) => path),
  );
  const late = comparable.filter((other) => isAfter(other, first)).map(({ path }) => path);
  const before = [...new Set(late)].filter((path) => !early.has(path));

  const isTold = (one: Occurrence) => {
    const after = others.filter((other) => isAfter(other, one));
    const next = after.filter((other) => !after.some((between) => isAfter(other, between)));
    return next.every((other) => together(one, other) && before.includes(other.path));
  };
  // Of a branch that is met several times, the record must tell which have been.
  const depth = Math.max(...its.map(({ branches }) => branches.findLastIndex(isAgain) + 1));
  const isKnown = ({ branches }: Occurrence) =>
    others.some((other) =>
      branches.slice(0, depth).every((each, at) => other.branches[at] === each),
    );
  if (!its.every(isKnown) && depth > 0) return undefined;
  return its.every(isTold) ? before : undefined;
}
