/**
 * A program as data. Lists of nodes are done one after the other. Each leaf has an identity of its own, which it keeps in
 * all versions of its program, whatever it is named there.
 */
export type Tree = Node[];
export type Node = Leaf | Branch | Parallel | Caught;
export type Leaf = Step | Failing | Wait;

export type Size = 'small' | 'nested' | 'large';

export interface Step {
  kind: 'step';
  id: string;
  name: string;
  size: Size;
  ms: number;
  /** How often the shape of its result has changed. */
  shapes: number;
}

/** A step that throws: the last of its list, which is either caught or the whole program. */
export interface Failing {
  kind: 'failing';
  id: string;
  name: string;
  ms: number;
}

export interface Wait {
  kind: 'wait';
  id: string;
  name: string;
  ms: number;
}

/** A scope of its own, so many times, one after the other or side by side. No two of one scope have the same name. */
export interface Branch {
  kind: 'branch';
  name: string;
  times: number;
  sideBySide: boolean;
  of: Tree;
}

/** Side by side; what has several steps one after the other is in a branch, so that ids do not depend on time. */
export interface Parallel {
  kind: 'parallel';
  of: (Leaf | Branch)[];
}

export interface Caught {
  kind: 'caught';
  of: Tree;
}

export const isLeaf = (node: Node): node is Leaf =>
  node.kind === 'step' || node.kind === 'failing' || node.kind === 'wait';

/** The tree with other nodes in place of each: `change` is given the node, with its insides changed already, and its path. */
export function rewrite(
  tree: Tree,
  change: (node: Node, path: string) => Node[],
  scope = '',
): Tree {
  return tree.flatMap((node) => {
    if (isLeaf(node)) return change(node, scope + node.name);
    if (node.kind === 'branch') {
      const path = scope + node.name;
      return change({ ...node, of: rewrite(node.of, change, `${path}/`) }, path);
    }
    return change({ ...node, of: rewrite(node.of, change, scope) } as Node, scope);
  });
}
