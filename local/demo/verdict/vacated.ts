import type { Effect } from '../../../examples/shop/ledger';
import { type Half } from './halves';
import { type Move, movesOf } from './moves';

export interface Vacated {
  instance: string;
  /** From the drain to the last effect that was begun there on the old release, in ms; 0 when none was. */
  lastBegunMs: number | undefined;
  /** From the drain to the last effect that ended there on the old release. */
  lastEndedMs: number | undefined;
  /** From the drain until every task had sealed. */
  sealedMs: number | undefined;
  /** The longest single step of all: what L1 allows a drain to wait for. */
  longestStepMs: number;
  /** Executions moved away by the drain, and those of them that had 30 s of work or more still before them. */
  moved: number;
  movedEarly: number;
}

/** What an execution must at least have left for its move to prove something. */
const MUCH_LEFT_MS = 30_000;

export function judgeVacated(
  halves: Half[],
  effects: readonly Effect[],
  moves: Move[],
  oldRelease: string,
): Vacated[] {
  const longestStepMs = Math.max(0, ...effects.map(({ startedAt, at }) => at - startedAt));
  return halves.map((half) => {
    const { instance, drainedAt, sealedAt } = half;
    // What is done there after it has come back is another story.
    const until = half.changedFrom ?? half.returnedAt ?? Infinity;
    const there = effects.filter(
      (e) => e.instance === instance && e.release === oldRelease && e.startedAt < until,
    );
    const since = (moment: number | undefined) =>
      drainedAt === undefined || moment === undefined ? undefined : Math.max(0, moment - drainedAt);
    const moved = movesOf(half, moves);
    return {
      instance,
      lastBegunMs: since(latest(there.map((effect) => effect.startedAt))),
      lastEndedMs: since(latest(there.map((effect) => effect.at))),
      sealedMs: since(sealedAt),
      longestStepMs,
      moved: moved.length,
      movedEarly: moved.filter(({ endedAt }) => endedAt - (drainedAt ?? endedAt) >= MUCH_LEFT_MS)
        .length,
    };
  });
}

const latest = (moments: number[]): number | undefined =>
  moments.length > 0 ? Math.max(...moments) : undefined;
