import type { Weights } from '../core/weights';
import { type Forward, readForwards, setWeights } from './aws/forwards';
import { findCarriers } from './carriers';
import type { Locked } from './lambda';
import { publishWeights } from './telemetry';
import { originalWeights, readOriginals } from './unfinished-upgrade';

/** How the requests are shared out now. */
export interface Shares {
  actions: SharedAction[];
  /** The instances that can carry requests. */
  carriers: ReadonlySet<string>;
}

export interface SharedAction {
  forward: Forward;
  live: Weights;
  originals: Weights;
}

export async function readShares({ cluster, stores }: Locked): Promise<Shares> {
  const originals = await readOriginals(stores, cluster.name);
  const forwards = await readForwards(cluster);
  return {
    actions: forwards.map((forward) => ({
      forward,
      live: forward.weights,
      originals: originalWeights(originals, forward),
    })),
    carriers: await findCarriers(cluster, stores, forwards),
  };
}

/**
 * Gives each forward action the weights that `next` says, if any. Returns all weights as they are then.
 * Errors: `LockLost`; `ClusterNotReady` if no carrier would have any weight in one.
 */
export async function assign(
  { cluster, lock }: Locked,
  { actions, carriers }: Shares,
  next: (action: SharedAction) => Weights | undefined,
): Promise<Weights[]> {
  const assigned: Weights[] = [];
  for (const action of actions) {
    const weights = next(action);
    if (weights) await setWeights(lock, cluster, action.forward, weights, carriers);
    assigned.push(weights ?? action.live);
  }
  // All forward actions are shifted together.
  publishWeights(cluster.name, assigned[0] ?? {});
  return assigned;
}

/** The same, with one instance out of account. */
export const without = ({ actions, carriers }: Shares, instance: string): Shares => ({
  actions,
  carriers: new Set([...carriers].filter((name) => name !== instance)),
});
