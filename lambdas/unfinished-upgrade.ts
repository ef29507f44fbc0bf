import { TransshipError } from '../core/errors';
import type { Weights } from '../core/weights';
import type { Originals, UnfinishedUpgrade } from '../store/upgrade';
import type { Forward } from './aws/forwards';
import type { Stores } from './stores';

/** How the cluster was before the first change. Errors: `ClusterNotReady` if the record of it is gone. */
export const readOriginals = async (stores: Stores, cluster: string): Promise<Originals> =>
  (await readUnfinished(stores, cluster)).originals;

/** What an upgrade goes by. Errors: `ClusterNotReady` if the record of it is gone. */
export async function readUnfinished(stores: Stores, cluster: string): Promise<UnfinishedUpgrade> {
  const upgrade = await stores.upgrades.read(cluster);
  if (upgrade) return upgrade;
  const message = `The record of how cluster ${cluster} was before this upgrade is gone. Run the update again.`;
  throw new TransshipError('ClusterNotReady', message);
}

/** The original weights of a forward action; what was not there then stays as it is. */
export const originalWeights = ({ weights }: Originals, forward: Forward): Weights => ({
  ...forward.weights,
  ...weights[forward.arn],
});
