import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApprovalStore } from '../../store/approval';
import type { Cluster } from './real-cluster';

const LOOK_EVERY_MS = 200;

/** Approves of whatever an upgrade of the cluster asks for, until it is told to stop, or all is. */
export function startApprover(
  { cloud, shop, table }: Cluster,
  signal: AbortSignal,
): { stop(): Promise<void> } {
  const approvals = createApprovalStore(table);
  const stopping = new AbortController();

  const approve = async (): Promise<void> => {
    const asked = await approvals.read(shop.configuration.name);
    if (!asked) return;
    const output = JSON.stringify({ by: 'the approver', at: new Date().toISOString() });
    const answer = new SendTaskSuccessCommand({ taskToken: asked.token, output });
    await cloud.clients.stateMachines.send(answer).catch((error: unknown) => {
      // It has been answered, or its attempt has failed.
      if ((error as Error).name !== 'TaskTimedOut') throw error;
    });
  };

  const approving = (async () => {
    while (!stopping.signal.aborted && !signal.aborted) {
      await approve();
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
