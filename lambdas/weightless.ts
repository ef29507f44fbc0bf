import { TransshipError } from '../core/errors';
import type { Forward } from './aws/forwards';

/** Errors: `ClusterNotReady` if somebody else has given weight to an instance whose requests were shifted away. */
export function refuseIfWeighted(instance: string, forwards: Forward[]): void {
  for (const { arn, weights } of forwards) {
    if (!weights[instance]) continue;
    const message = `Instance ${instance} has weight ${weights[instance]} in ${arn}, though this upgrade had set it to 0. Find out what has changed it, and run the update again.`;
    throw new TransshipError('ClusterNotReady', message);
  }
}
