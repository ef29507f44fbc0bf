import { type Checkpoint, type ExecutionHead, writtenBy } from './execution';
import type { Place } from './place';
import { type Recorded, toldIn } from './recorded';

/**
 * How an execution came to its node: `parked` by another and claimed, by `takeover` from one that ended without parking it,
 * or it `stays`: a node that drains finishes what nobody else reads.
 */
export type How = 'parked' | 'takeover' | 'stays';

/** What is kept of one move of an execution, for those who ask later; no node and no upgrade goes by it. */
export interface Move {
  /** That it began: an execution's first owner has epoch 1, and each move is the next one. */
  epoch: number;
  how: How;
  /** Undefined: no node had run it, or it is not known which. */
  from?: Place;
  to: Place;
  /** The versions in whose words the record was, and by whose code it is gone on with. */
  versions: { from?: string; to: string };
  /** The record was put into other words on its way, by who parked it or who claimed it. */
  translated: boolean;
  /** The step or wait that was over last, in the words of those who go on; undefined: none was. */
  after?: string;
  /** All times in ms since the epoch, by the clock of the node that did it: two nodes' may differ. */
  parkedAt?: number;
  claimedAt: number;
  /** When the replay was through; undefined: it did not come so far. */
  resumedAt?: number;
}

export interface Claimed {
  how: How;
  to: Place;
  version: string;
  /** When. */
  at: number;
  /** The record in the words of that version, where it had others. */
  translated?: Recorded | undefined;
  /** Of a takeover: who had it. */
  left?: Place | undefined;
}

/** What is known of a move once the claim is made. `before`: as the execution stood then. */
export function moveOf(
  before: Checkpoint,
  { how, to, version, at, translated, left }: Claimed,
): Move {
  const { parkedBy, epoch } = before;
  const from = left ?? parkedBy;
  const was = parkedBy?.translatedFrom ?? writtenBy(before);
  const after = toldIn(translated ?? before).findLast(({ kind }) => kind !== 'begun')?.id;
  return {
    epoch: epoch + 1,
    how,
    ...(from && { from: placeOf(from) }),
    to,
    versions: { ...(was !== undefined && { from: was }), to: version },
    translated: translated !== undefined || parkedBy?.translatedFrom !== undefined,
    ...(after !== undefined && { after }),
    ...(parkedBy && { parkedAt: parkedBy.at }),
    claimedAt: at,
  };
}

const placeOf = ({ node, instance, release }: Place): Place => ({
  node,
  instance,
  ...(release !== undefined && { release }),
});

/** `due`: its node is at it, and has yet to write one. `none`: that node has ended before it had. */
export interface Missing {
  epoch: number;
  missing: 'due' | 'none';
}

/** Each move of an execution in turn, also those that nobody has left a receipt of: epochs count them. */
export const receiptsOf = (
  { epoch: last, status }: Pick<ExecutionHead, 'epoch' | 'status'>,
  moves: Move[],
): (Move | Missing)[] =>
  Array.from({ length: last - 1 }, (_, index) => {
    const epoch = index + 2;
    const missing = epoch === last && status === 'running' ? 'due' : 'none';
    return moves.find((move) => move.epoch === epoch) ?? { epoch, missing };
  });
