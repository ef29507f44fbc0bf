import { type Leaf, type Tree, isLeaf } from './tree';

/** A leaf, each time that a run of its program comes to it. */
export interface Occurrence {
  leaf: Leaf;
  /** Its identity and the round of each branch around it: the same in all versions. */
  key: string;
  /** As the record names it, and the same without numbers. */
  stepId: string;
  path: string;
  /** The branches around it, with their numbers. */
  branches: string[];
  /** The way to it from the root. */
  position: { inTurn: boolean; place: number }[];
}

export const keyOf = (leaf: Leaf, rounds: number[]): string => [leaf.id, ...rounds].join('.');

/** All that a run of this version comes to. */
export function occurrences(tree: Tree): Occurrence[] {
  return [...inScope(tree, new Map(), [], [], [], true)];
}

type Uses = Map<string, number>;

function numbered(uses: Uses, name: string): string {
  const count = (uses.get(name) ?? 0) + 1;
  uses.set(name, count);
  return count > 1 ? `${name}#${count}` : name;
}

function* inScope(
  nodes: Tree,
  uses: Uses,
  branches: string[],
  rounds: number[],
  way: Occurrence['position'],
  inTurn: boolean,
): Generator<Occurrence> {
  for (const [place, node] of nodes.entries()) {
    const position = [...way, { inTurn, place }];
    if (isLeaf(node)) {
      const stepId = [...branches, numbered(uses, node.name)].join('/');
      const path = stepId.replace(/#\d+/g, '');
      yield { leaf: node, key: keyOf(node, rounds), stepId, path, branches, position };
    } else if (node.kind === 'branch') {
      for (let round = 0; round < node.times; round++) {
        const within = [...branches, numbered(uses, node.name)];
        const there = [...position, { inTurn: !node.sideBySide, place: round }];
        yield* inScope(node.of, new Map(), within, [...rounds, round], there, true);
      }
    } else {
      yield* inScope(node.of, uses, branches, rounds, position, node.kind === 'caught');
    }
  }
}

/** Whether the one can only begin once the other is over. */
export function isAfter(later: Occurrence, earlier: Occurrence): boolean {
  const fork = earlier.position.findIndex(
    ({ place }, depth) => later.position[depth]?.place !== place,
  );
  const [one, other] = [earlier.position[fork], later.position[fork]];
  return one !== undefined && other !== undefined && one.inTurn && other.place > one.place;
}
