import type { NodeFigures } from './node';

/**
 * Of the update's options: what an upgrade tolerates of how half-done executions fare on the release, beside alarms. Each
 * gate stands for itself; undefined: it is open.
 */
export interface Gates {
  /** Executions that could not be gone on with after a move: their replay diverged, or could not be translated. */
  failedHandovers?: number;
  /** Writes that were refused because another node has the execution. */
  fencedWrites?: number;
  /** How long an execution that was parked during this upgrade has been waiting for somebody to claim it. */
  oldestParkedSeconds?: number;
  /** By how many points the percentage of moved executions that failed is above that of those begun on the release. */
  failedMovedPoints?: number;
}

export const gateBounds: Record<keyof Gates, { least: number; most: number }> = {
  failedHandovers: { least: 0, most: 1_000_000 },
  fencedWrites: { least: 0, most: 1_000_000 },
  oldestParkedSeconds: { least: 1, most: 86_400 },
  failedMovedPoints: { least: 0, most: 100 },
};

export const gateNames = Object.keys(gateBounds) as (keyof Gates)[];

/** How executions fare. */
export interface InFlight {
  /** What the nodes that run the release have counted since each of them started. */
  figures: Required<NodeFigures>;
  /** Undefined: nothing waits, or it was not asked for. */
  oldestParkedSeconds?: number;
}

/** Of fewer moved executions that are finished, a percentage says nothing. */
export const LEAST_MOVED = 5;

/** Which gates have tripped, and on what. Empty: none. */
export function trippedGates(gates: Gates, { figures, ...waiting }: InFlight): string[] {
  const { oldestParkedSeconds = 0 } = waiting;
  const told: string[] = [];
  const look = (gate: keyof Gates, value: number, what: string) => {
    const most = gates[gate];
    if (most !== undefined && value > most) told.push(`${what} (gates.${gate}: ${most})`);
  };
  const { failedHandovers, fenced } = figures;
  look('failedHandovers', failedHandovers, `${failedHandovers} could not be gone on with`);
  look('fencedWrites', fenced, `${fenced} writes were refused because another node had taken over`);
  look(
    'oldestParkedSeconds',
    oldestParkedSeconds,
    `one has waited for ${oldestParkedSeconds} s to be claimed`,
  );
  const { moved, begun } = sharesOf(figures);
  if (moved.of >= LEAST_MOVED)
    look(
      'failedMovedPoints',
      percent(moved) - percent(begun),
      `${shareText(moved)} of those that were moved failed, and ${shareText(begun)} of those begun there`,
    );
  return told;
}

interface Share {
  failed: number;
  of: number;
}

function sharesOf({ finished, failed, movedFinished, movedFailed }: InFlight['figures']) {
  const moved: Share = { failed: movedFailed, of: movedFinished };
  const begun: Share = { failed: failed - movedFailed, of: finished - movedFinished };
  return { moved, begun };
}

const percent = ({ failed, of }: Share): number => (of === 0 ? 0 : (100 * failed) / of);

/** `3 of 8 (37 %)` */
const shareText = (share: Share): string =>
  `${share.failed} of ${share.of} (${Math.floor(percent(share))} %)`;
