import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ClusterConfiguration } from '../core/cluster';
import type { Table } from './client';
import { configurationKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, untilAnswered } from './send';

export interface ConfigurationStore {
  /** Undefined when no such cluster was ever deployed. */
  read(cluster: string): Promise<ClusterConfiguration | undefined>;
  /** Written when the cluster is deployed; the last one counts. */
  write(configuration: ClusterConfiguration): Promise<void>;
}

export function createConfigurationStore(table: Table, send: SendOptions = {}): ConfigurationStore {
  return {
    async read(cluster) {
      const item = await readItem<{ configuration: ClusterConfiguration }>(
        table,
        configurationKey(cluster),
        send,
      );
      return item?.configuration;
    },

    async write(configuration) {
      const command = new PutItemCommand({
        TableName: table.name,
        Item: marshall({ ...configurationKey(configuration.name), configuration }),
      });
      await untilAnswered(() => table.client.send(command), send);
    },
  };
}
