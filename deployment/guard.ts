import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { TransshipError } from '../core/errors';
import { customResource } from './custom-resource';
import { openStores } from './stores';

interface Properties {
  Cluster: string;
  /** `free`, or who held the lock when the deployment was rendered. */
  Lock: string;
  /** Live weights and versions that it was rendered with. Only for it to be asked when they are others. */
  Live: string[];
}

const stacks = new CloudFormationClient();

/**
 * Refuses a deployment that was rendered, or would be carried out, while an upgrade holds the cluster's lock: its
 * parameters may not be what is live. Errors: `UpgradeInProgress`.
 */
export const handler = customResource<Properties>(async ({ StackId, ResourceProperties }) => {
  const { Cluster, Lock } = ResourceProperties;
  // No deployment that was rendered so ever succeeded, so no rollback leads back to it.
  if (Lock !== 'free') throw refusal(Cluster, Lock);
  const { holder } = await openStores().locks.read(Cluster);
  if (holder === undefined) return;
  // The way back from a refusal must not be refused.
  if (await isRollingBack(StackId)) return;
  throw refusal(Cluster, `held by ${holder}`);
});

async function isRollingBack(StackName: string): Promise<boolean> {
  const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
  return Stacks[0]?.StackStatus?.includes('ROLLBACK') ?? false;
}

function refusal(cluster: string, lock: string): TransshipError {
  const message = `Cluster ${cluster} is not deployed while it is being upgraded: its lock is ${lock}. Wait until the upgrade has ended, and deploy again. If it was stopped, start the same update again: that frees the lock.`;
  return new TransshipError('UpgradeInProgress', message);
}
