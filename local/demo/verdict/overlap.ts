import type { Effect } from '../../../examples/shop/ledger';
import type { Half } from './halves';
import { type Move, movesOf } from './moves';

/** What executions that had been moved away from an instance did elsewhere, while that instance was being updated. */
export interface Overlap {
  instance: string;
  /** How long its tasks were being replaced, in ms. */
  updatedForMs: number;
  executions: number;
  effects: number;
}

export const judgeOverlap = (
  halves: Half[],
  effects: readonly Effect[],
  moves: Move[],
): Overlap[] =>
  halves.map((half) => {
    const { instance, changedFrom, changedTo } = half;
    if (changedFrom === undefined || changedTo === undefined)
      return { instance, updatedForMs: 0, executions: 0, effects: 0 };
    const moved = new Set(movesOf(half, moves).map((move) => move.order));
    const meanwhile = effects.filter(
      (effect) =>
        moved.has(effect.order) &&
        effect.instance !== instance &&
        effect.startedAt <= changedTo &&
        effect.at >= changedFrom,
    );
    return {
      instance,
      updatedForMs: changedTo - changedFrom,
      executions: new Set(meanwhile.map((effect) => effect.order)).size,
      effects: meanwhile.length,
    };
  });
