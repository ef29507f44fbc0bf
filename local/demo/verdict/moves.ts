import { paymentSteps } from '../../../examples/shop/domain/plan';
import type { Effect } from '../../../examples/shop/ledger';
import type { Half } from './halves';
import { spread, type Spread } from './quantiles';

/** An execution went on somewhere else than where it had last been seen: judged from the ledger alone. */
export interface Move {
  order: string;
  from: Place;
  to: Place;
  /** Its last effect at `from`. */
  leftAt: number;
  /** When the work of its next effect began, at `to`. */
  resumedAt: number;
  /** How much of the time between them the order had to wait anyhow, because its handler says so. */
  waitMs: number;
  /** Its last effect of all. */
  endedAt: number;
}

export interface Place {
  instance: string;
  release: string;
}

export interface Moves {
  all: Move[];
  /** Among nodes of the same release (with two instances: first → second). */
  onOldRelease: number;
  /** From the old release to the new one (second → first). */
  acrossReleases: number;
  /** From the new release back to the old one. */
  backwards: number;
  executions: number;
  /** From the last effect at one place to the start of the next one's work elsewhere, the handler's own wait aside. */
  parkToResume: Spread;
}

export function ordersOf(effects: readonly Effect[]): Map<string, Effect[]> {
  const orders = new Map<string, Effect[]>();
  for (const effect of [...effects].sort((a, b) => a.at - b.at)) {
    const known = orders.get(effect.order);
    if (known) known.push(effect);
    else orders.set(effect.order, [effect]);
  }
  return orders;
}

/** `offMs`: what an order's customer is given to change their mind, by the order's id, in ms. */
export function findMoves(effects: readonly Effect[], offMs: ReadonlyMap<string, number>): Move[] {
  return [...ordersOf(effects)].flatMap(([order, lines]) =>
    lines.slice(1).flatMap((next, index): Move[] => {
      const last = lines[index];
      if (!last || (last.instance === next.instance && last.release === next.release)) return [];
      const endedAt = lines.at(-1)?.at ?? next.at;
      const waitMs = paymentSteps.includes(last.step) ? (offMs.get(order) ?? 0) : 0;
      const times = { leftAt: last.at, resumedAt: next.startedAt, waitMs, endedAt };
      return [{ order, from: placeOf(last), to: placeOf(next), ...times }];
    }),
  );
}

export function judgeMoves(all: Move[], releases: { from: string; to: string }): Moves {
  const between = (from: string, to: string) =>
    all.filter((move) => move.from.release === from && move.to.release === to);
  const onOldRelease = between(releases.from, releases.from);
  const acrossReleases = between(releases.from, releases.to);
  return {
    all,
    onOldRelease: onOldRelease.length,
    acrossReleases: acrossReleases.length,
    backwards: between(releases.to, releases.from).length,
    executions: new Set(all.map((move) => move.order)).size,
    parkToResume: spread(all.map(tookMs)),
  };
}

/** The moves away from an instance that its drain brought about. */
export const movesOf = (half: Half, moves: Move[]): Move[] =>
  moves.filter(
    ({ from, to, resumedAt }) =>
      from.instance === half.instance &&
      to.instance !== half.instance &&
      half.drainedAt !== undefined &&
      resumedAt >= half.drainedAt &&
      resumedAt <= (half.returnedAt ?? Infinity),
  );

const tookMs = ({ leftAt, resumedAt, waitMs }: Move) => Math.max(0, resumedAt - leftAt - waitMs);

const placeOf = ({ instance, release }: Effect): Place => ({ instance, release });
