import type { ClusterConfiguration } from '../core/cluster';

/** Beyond a Lambda's time-out, for what it sent in its last moment. */
const ON_ITS_WAY_SECONDS = 2;

/**
 * How long whoever takes a lock over waits before it reads the live state: a Lambda of the former holder may still be
 * changing it.
 */
export const settlingSeconds = ({ lambdaTimeoutSeconds }: ClusterConfiguration): number =>
  lambdaTimeoutSeconds + ON_ITS_WAY_SECONDS;
