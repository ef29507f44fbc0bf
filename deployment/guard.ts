import { TransshipError } from '../core/errors';
import { beginAnew } from './begin-anew';
import { customResource } from './custom-resource';
import { isRollingBack, statusOf } from './stack-status';
import { openStores } from './stores';

interface Properties {
  Cluster: string;
  /** `free`, or who held the lock when the deployment was rendered. */
  Lock: string;
  /** Live weights and versions that it was rendered with. Only for it to be asked when they are others. */
  Live: string[];
  /** Stands for all else in the template, for the same reason. */
  Template: string;
  /** Of the cluster. */
  Instances: string[];
  /** Parameters of what the stack makes → what they are to say when it is made again. */
  Anew: Record<string, string>;
}

/**
 * Refuses a deployment that was rendered, or would be carried out, while an upgrade holds the cluster's lock: its
 * parameters may not be what is live. Refuses a cluster that is deployed by another stack, or by another resource of
 * this one. Errors: `UpgradeInProgress`.
 *
 * It is the last of its stack to be deleted. Then it leaves behind what a cluster of that name can begin with.
 */
export const handler = customResource<Properties>(
  async (event) => {
    const { Cluster, Lock } = event.ResourceProperties;
    // No deployment that was rendered so ever succeeded, so no rollback leads back to it.
    if (Lock !== 'free') throw refusal(Cluster, Lock);
    await claim(Cluster, deployerOf(event));
    const { holder } = await openStores().locks.read(Cluster);
    if (holder === undefined) return;
    // The way back from a refusal must not be refused.
    if (await isRollingBack(event.StackId)) return;
    throw refusal(Cluster, `held by ${holder}`);
  },
  async (event) => {
    const { Cluster, Instances, Anew } = event.ResourceProperties;
    const { deployers } = openStores();
    const deployer = deployerOf(event);
    // It may be one that was refused, because the cluster is another one's.
    if ((await deployers.read(Cluster)) !== deployer) return;
    await beginAnew(Cluster, Instances, Anew);
    await deployers.giveUp(Cluster, deployer);
  },
);

const deployerOf = ({
  StackId,
  LogicalResourceId,
}: {
  StackId: string;
  LogicalResourceId: string;
}) => `${StackId} ${LogicalResourceId}`;

async function claim(cluster: string, deployer: string): Promise<void> {
  const { deployers } = openStores();
  const standing = await deployers.claim(cluster, deployer);
  if (standing === deployer || standing === undefined) return;
  const [stack = '', resource = ''] = standing.split(' ');
  const status = await statusOf(stack);
  const isGone = status === undefined || status === 'DELETE_COMPLETE';
  if (isGone && (await deployers.claim(cluster, deployer, standing)) === deployer) return;
  const message = `Cluster ${cluster} is deployed by ${resource} in ${stack} already. Give this one another name, or delete that one first.`;
  throw new Error(message);
}

function refusal(cluster: string, lock: string): TransshipError {
  const message = `Cluster ${cluster} is not deployed while it is being upgraded: its lock is ${lock}. Wait until the upgrade has ended, and deploy again. If it was stopped, start the same update again: that frees the lock.`;
  return new TransshipError('UpgradeInProgress', message);
}
