import type { Json } from '../../runtime';
import { keyOf } from './occurrences';
import type { Progress } from './progress';
import type { Leaf, Node, Step, Tree } from './tree';
import { Refused, caughtAs, suppliedFor, summary, valueOf } from './values';

export type Expected =
  | { ok: true; value: Json }
  | { ok: false; error: { name: string; message: string; status: number } };

/** What a step has told a version of its program. */
const toldTo = (step: Step, key: string, progress: Progress): Json =>
  progress.get(key) === 'supplied'
    ? suppliedFor(step.id, step.shapes)
    : valueOf(step.size, key, step.shapes);

/** The result of a version that has come to its end. */
export function expectedOf(tree: Tree, progress: Progress): Expected {
  try {
    return { ok: true, value: inTurn(tree, []) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { name, message, status } = error;
    return { ok: false, error: { name, message, status } };
  }

  function inTurn(nodes: Tree, rounds: number[], results: Json[] = []): Json[] {
    for (const node of nodes) results.push(of(node, rounds));
    return results;
  }

  function of(node: Node, rounds: number[]): Json {
    if (node.kind === 'parallel') return node.of.map((each) => of(each, rounds));
    if (node.kind === 'branch')
      return Array.from({ length: node.times }, (_, round) => inTurn(node.of, [...rounds, round]));
    if (node.kind !== 'caught') return ofLeaf(node, rounds);
    const results: Json[] = [];
    try {
      return inTurn(node.of, rounds, results);
    } catch (error) {
      return [...results, caughtAs(error as Error)];
    }
  }

  function ofLeaf(leaf: Leaf, rounds: number[]): Json {
    if (leaf.kind === 'wait') return 'waited';
    const key = keyOf(leaf, rounds);
    if (leaf.kind === 'failing') throw new Refused(key);
    return summary(toldTo(leaf, key, progress));
  }
}
