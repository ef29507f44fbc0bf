import { type Difference, changed, inserted, removed, renamed } from '../../runtime';
import type { Tree } from './tree';
import { reshape, shapedBack, suppliedFor } from './values';

/** One thing in which a version of a program is another than the one before. */
export type Edit =
  | { kind: 'rename'; from: string; to: string }
  | { kind: 'change'; path: string }
  | (Missing & { kind: 'insert' })
  | (Missing & { kind: 'remove'; cutOff: 'redo' | 'forget' });

/** A step or wait that only one of the two versions has. */
interface Missing {
  leaf: string;
  path: string;
  isWait: boolean;
  shapes: number;
  /** Paths of what comes after it. */
  before: string[];
  /** The tree that has it. */
  tree: Tree;
}

/** As the service of the later version tells of it. */
export function differenceOf(edit: Edit): Difference {
  if (edit.kind === 'rename') return renamed(edit.from, edit.to);
  if (edit.kind === 'change') return changed(edit.path, { up: reshape, down: shapedBack });
  const { leaf, path, before, isWait, shapes } = edit;
  const supplied = isWait
    ? { before, wait: true as const }
    : { before, result: () => suppliedFor(leaf, shapes) };
  if (edit.kind === 'insert') return inserted(path, supplied);
  return removed(path, { ...supplied, cutOff: edit.cutOff });
}
