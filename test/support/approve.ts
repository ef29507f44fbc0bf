import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { createApprovalStore } from '../../store/approval';
import type { Cluster } from './real-cluster';
import { until } from './until';

/** Resolves with the task token once an upgrade waits for somebody's word. */
export async function awaitAsking({ shop, table }: Cluster): Promise<string> {
  const approvals = createApprovalStore(table);
  const asked = () => approvals.read(shop.configuration.name);
  let token: string | undefined;
  await until(async () => (token = (await asked())?.token), { withinMs: 180_000, everyMs: 200 });
  return token ?? 'none';
}

/** Says that word. */
export async function approve({ cloud }: Cluster, taskToken: string): Promise<void> {
  const output = JSON.stringify({ by: 'the test' });
  await cloud.clients.stateMachines.send(new SendTaskSuccessCommand({ taskToken, output }));
}
