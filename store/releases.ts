import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Release } from '../core/cluster';
import type { Table } from './client';
import { releaseKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

/** What an instance runs, as the last upgrade saw it, and what it should run. For display; an upgrade looks itself. */
export interface InstanceRelease {
  running: Release;
  desired: Release;
}

export interface ReleaseStore {
  /** Undefined before the first upgrade. */
  read(cluster: string, instance: string): Promise<InstanceRelease | undefined>;
  /** Writes under the lock's generation; does nothing if a later upgrade has written. */
  record(
    cluster: string,
    instance: string,
    release: InstanceRelease,
    lockGeneration: number,
  ): Promise<void>;
}

export function createReleaseStore(table: Table, send: SendOptions = {}): ReleaseStore {
  return {
    async read(cluster, instance) {
      const item = await readItem<InstanceRelease>(table, releaseKey(cluster, instance), send);
      return item && { running: item.running, desired: item.desired };
    },

    async record(cluster, instance, release, lockGeneration) {
      const command = new PutItemCommand({
        TableName: table.name,
        Item: marshall({ ...releaseKey(cluster, instance), ...release, lockGeneration }),
        ConditionExpression:
          'attribute_not_exists(lockGeneration) OR lockGeneration <= :lockGeneration',
        ExpressionAttributeValues: marshall({ ':lockGeneration': lockGeneration }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}
