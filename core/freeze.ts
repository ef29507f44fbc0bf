import { type ChangeWindow, isOpen, nextOpening } from './change-windows';
import { TransshipError } from './errors';

/** Somebody's word that no upgrade of a cluster is to begin. */
export interface Freeze {
  reason: string;
  /** Who has said so. */
  by: string;
  /** ISO 8601, as all times here. */
  since: string;
  /** When it ends by itself. Default: never. */
  until?: string;
}

/** `now`: ms since the epoch. */
export const isInForce = ({ until }: Freeze, now: number): boolean =>
  until === undefined || now < Date.parse(until);

/** Why no new upgrade of a cluster is to begin now; undefined if one may. */
export function whyNotNow(
  { name, changeWindows = [] }: { name: string; changeWindows?: ChangeWindow[] },
  freeze: Freeze | undefined,
  now: number,
): TransshipError | undefined {
  if (freeze && isInForce(freeze, now)) {
    const message = `Cluster ${name} is frozen by ${freeze.by}, since ${minute(freeze.since)}${freeze.until ? `, until ${minute(freeze.until)}` : ''}: ${freeze.reason}. Wait until it is over or have it lifted (transship unfreeze); if it cannot wait, say why in options.override.`;
    return new TransshipError('ClusterFrozen', message);
  }
  if (isOpen(changeWindows, now)) return undefined;
  const opens = nextOpening(changeWindows, now);
  const next = opens === undefined ? 'none ever opens' : `the next one opens ${minute(opens)}`;
  const message = `No change window of cluster ${name} is open; ${next}. Start the upgrade then; if it cannot wait, say why in options.override.`;
  return new TransshipError('OutsideChangeWindow', message);
}

/** 2026-11-24 17:05 UTC */
const minute = (at: string | number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
