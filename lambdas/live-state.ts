import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { ClusterConfiguration, InstanceConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { parameters } from './aws/clients';
import { readForwards } from './aws/forwards';
import { fleetOf } from './fleet';
import type { HeldLock } from './held-lock';

// What deployments go by, so that they leave what is live as it is: parameters under the configured path, which the
// template of the cluster refers to.

/** Tells that the cluster is being upgraded, and by whom. Errors: `LockLost`. */
export const tellHeld = (
  cluster: ClusterConfiguration,
  lock: HeldLock,
  execution: string,
): Promise<void> => tell(cluster, lock, 'lock', `held by ${execution}`);

/**
 * Tells the weights as they are live (of the first forward action; all are shifted together) and the versions of
 * launch templates, then that nobody upgrades the cluster. To be told before the lock is freed: nobody else may have changed a weight by then.
 * Errors: `LockLost`.
 */
export async function tellFree(cluster: ClusterConfiguration, lock: HeldLock): Promise<void> {
  if (cluster.liveState === undefined) return;
  const [forward] = await readForwards(cluster);
  for (const [instance, weight] of Object.entries(forward?.weights ?? {}))
    await tell(cluster, lock, `weight/${instance}`, String(weight));
  for (const instance of cluster.instances) {
    const version = await liveVersion(instance);
    if (version) await tell(cluster, lock, `version/${instance.name}`, version);
  }
  await tell(cluster, lock, 'lock', 'free');
}

/** CloudFormation must name a launch template's version by its number. Undefined where there is none to tell. */
async function liveVersion(instance: InstanceConfiguration): Promise<string | undefined> {
  if (instance.fleet.kind !== 'ec2') return undefined;
  try {
    return (await fleetOf(instance).describe()).definition;
  } catch (error) {
    // That it cannot be upgraded must not keep the lock.
    if (error instanceof TransshipError) return undefined;
    throw error;
  }
}

async function tell(
  { liveState }: ClusterConfiguration,
  lock: HeldLock,
  name: string,
  value: string,
): Promise<void> {
  if (liveState === undefined) return;
  await lock.prove();
  await parameters.send(
    new PutParameterCommand({
      Name: `${liveState}/${name}`,
      Value: value,
      Type: 'String',
      Overwrite: true,
    }),
  );
}
