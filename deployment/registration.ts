import type { ClusterConfiguration } from '../core/cluster';
import { customResource } from './custom-resource';
import { openStores } from './stores';

interface Properties {
  /** A `ClusterConfiguration`, as JSON: CloudFormation would make strings of its numbers. */
  Configuration: string;
}

/** Writes what upgrades and nodes must know of the cluster. A cluster that is deleted is not forgotten. */
export const handler = customResource<Properties>(async ({ ResourceProperties }) => {
  const configuration = JSON.parse(ResourceProperties.Configuration) as ClusterConfiguration;
  await openStores().configurations.write(configuration);
});
