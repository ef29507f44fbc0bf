import fc from 'fast-check';
import { occurrences } from './occurrences';
import type { Branch, Caught, Failing, Leaf, Node, Parallel, Step, Tree, Wait } from './tree';

const MOST_LEAVES = 20;

// Few names, so that many are used again. Those of branches, and all identities, are given at last.

const name = fc.constantFrom('a', 'b', 'c', 'd');
const ms = fc.constantFrom(0, 0, 0, 1, 3);

const leaf = fc.oneof<fc.MaybeWeightedArbitrary<Leaf>[]>(
  {
    weight: 6,
    arbitrary: fc.record<Step>({
      kind: fc.constant('step' as const),
      id: fc.constant(''),
      name,
      size: fc.constantFrom('small', 'small', 'small', 'nested', 'nested', 'large'),
      ms,
      shapes: fc.constant(0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record<Wait>({
      kind: fc.constant('wait' as const),
      id: fc.constant(''),
      name,
      ms: fc.integer({ min: 0, max: 6 }),
    }),
  },
);

const failing = fc.record<Failing>({
  kind: fc.constant('failing' as const),
  id: fc.constant(''),
  name,
  ms,
});

const node = (depth: number): fc.Arbitrary<Node> =>
  depth === 0
    ? leaf
    : fc.oneof(
        { weight: 6, arbitrary: leaf },
        { weight: 2, arbitrary: branch(depth - 1) },
        { weight: 2, arbitrary: parallel(depth - 1) },
        { weight: 1, arbitrary: caught(depth - 1) },
      );

const branch = (depth: number): fc.Arbitrary<Branch> =>
  fc.record<Branch>({
    kind: fc.constant('branch' as const),
    name: fc.constant(''),
    times: fc.constantFrom(1, 1, 1, 2, 3),
    sideBySide: fc.boolean(),
    of: fc.array(node(depth), { minLength: 1, maxLength: 3 }),
  });

const parallel = (depth: number): fc.Arbitrary<Parallel> =>
  fc.record<Parallel>({
    kind: fc.constant('parallel' as const),
    of: fc.array(fc.oneof<fc.Arbitrary<Leaf | Branch>[]>(leaf, branch(depth)), {
      minLength: 2,
      maxLength: 3,
    }),
  });

const caught = (depth: number): fc.Arbitrary<Caught> =>
  fc
    .tuple(fc.array(node(depth), { maxLength: 2 }), failing)
    .map(([before, last]): Caught => ({ kind: 'caught', of: [...before, last] }));

/** Steps in sequence and side by side, waits, branches, throws that are caught and now and then one that ends it all. */
export const anyTree: fc.Arbitrary<Tree> = fc
  .tuple(
    fc.array(node(2), { minLength: 1, maxLength: 5 }),
    fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: failing }),
  )
  .map(([nodes, end]) => withIdentities(end ? [...nodes, end] : nodes))
  // Many small ones find more than a few large ones.
  .filter((tree) => occurrences(tree).length <= MOST_LEAVES);

function withIdentities(tree: Tree): Tree {
  let leaves = 0;
  let branches = 0;
  const named = (each: Node): Node => {
    if (each.kind === 'branch') return { ...each, name: `in${++branches}`, of: each.of.map(named) };
    if (each.kind === 'parallel') return { ...each, of: each.of.map(named) as Parallel['of'] };
    if (each.kind === 'caught') return { ...each, of: each.of.map(named) };
    return { ...each, id: `n${++leaves}` };
  };
  return tree.map(named);
}
