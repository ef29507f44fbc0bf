import { setTimeout as sleep } from 'node:timers/promises';
import { createApprovalStore } from '../../store/approval';
import { approve } from './approve';
import type { Cluster } from './real-cluster';

const LOOK_EVERY_MS = 200;

/** Approves of whatever an upgrade of the cluster asks for, until it is told to stop, or all is. */
export function startApprover(cluster: Cluster, signal: AbortSignal): { stop(): Promise<void> } {
  const approvals = createApprovalStore(cluster.table);
  const stopping = new AbortController();

  const approveIfAsked = async (): Promise<void> => {
    const asked = await approvals.read(cluster.shop.configuration.name);
    if (!asked) return;
    await approve(cluster, asked.token).catch((error: unknown) => {
      // It has been answered, or its attempt has failed.
      if ((error as Error).name !== 'TaskTimedOut') throw error;
    });
  };

  const approving = (async () => {
    while (!stopping.signal.aborted && !signal.aborted) {
      await approveIfAsked();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  // Told to whoever stops it.
  approving.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return approving;
    },
  };
}
