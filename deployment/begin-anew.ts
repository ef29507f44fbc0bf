import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '../lambdas/aws/client-options';
import { openStores } from './stores';

const parameters = new SSMClient(clientOptions());

/**
 * Makes a cluster of which nothing is left such that one of its name can be deployed: nobody holds its lock, its nodes
 * are to serve, and `anew` (parameter → value; the lock, and what the stack had made) says how what is made again
 * begins. An upgrade that still runs ends with `LockLost`. Executions stay.
 */
export async function beginAnew(
  cluster: string,
  instances: string[],
  anew: Record<string, string>,
): Promise<void> {
  const { locks, modes, upgrades } = openStores();
  const madeAnew = Object.entries(anew);
  const { holder, generation } = await locks.read(cluster);
  if (holder !== undefined) await locks.release(cluster, holder, generation);
  for (const instance of instances)
    if ((await modes.read(cluster, instance)).mode !== 'serving')
      await modes.set(cluster, instance, 'serving', generation);
  // How the cluster was before an upgrade means nothing to the next one, but for what was not the stack's.
  if (madeAnew.length > 1) await upgrades.forget(cluster);
  for (const [Name, Value] of madeAnew)
    await parameters.send(
      new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }),
    );
}
