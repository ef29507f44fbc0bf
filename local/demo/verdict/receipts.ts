import type { Place } from '../../../core/place';
import type { Move } from '../../../core/receipt';
import type { Evidence } from '../evidence';
import { duration } from '../wording';

/** What the nodes themselves have kept of the moves of orders. Nothing is judged by it. */
export interface Receipts {
  executions: number;
  moves: number;
  /** Of the moves: those in which the record was put into another version's words. */
  translated: number;
  /** Those of executions that finished on a node that drains, because nobody else reads them. */
  stayed: number;
  /** Those from nodes that had ended without parking. */
  takenOver: number;
  /** One of them, translated if any was. */
  example: { order: string; move: Move } | undefined;
}

export function countReceipts({ receipts }: Pick<Evidence, 'receipts'>): Receipts {
  const all = Object.entries(receipts).flatMap(([order, moves]) =>
    moves.map((move) => ({ order, move })),
  );
  const count = (is: (move: Move) => boolean) => all.filter(({ move }) => is(move)).length;
  return {
    executions: Object.keys(receipts).length,
    moves: all.length,
    translated: count(({ translated }) => translated),
    stayed: count(({ how }) => how === 'stays'),
    takenOver: count(({ how }) => how === 'takeover'),
    example: all.find(({ move }) => move.translated) ?? all[0],
  };
}

/** The receipt of one move, in a line. */
export function receiptText({ order, move }: NonNullable<Receipts['example']>): string {
  const { from, to, versions, translated, after, claimedAt, resumedAt } = move;
  const version = [...new Set([versions.from ?? versions.to, versions.to])].join(' to ');
  return [
    `${order}: ${from ? placeText(from) : 'nobody’s'} → ${placeText(to)}`,
    after === undefined ? 'before its first step' : `after ${after}`,
    `version ${version}${translated ? ', translated' : ''}`,
    ...(resumedAt === undefined
      ? []
      : [`resumed ${duration(resumedAt - claimedAt)} after its claim`]),
  ].join(', ');
}

const placeText = ({ instance, release }: Place): string =>
  release === undefined ? instance : `${instance} (${release})`;
