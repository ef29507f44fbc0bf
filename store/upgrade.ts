import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Release } from '../core/cluster';
import { TransshipError } from '../core/errors';
import type { Weights } from '../core/weights';
import type { Table } from './client';
import { upgradeKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';

/** The cluster as it was before the first change of an upgrade. */
export interface Originals {
  /** Forward action (ARN of its listener or rule) → instance → weight. */
  weights: Record<string, Weights>;
  /** Instance → desired count. */
  counts: Record<string, number>;
  /** Instance → release. */
  releases: Record<string, Release>;
  /** Instance → what its fleet was deployed with, by the platform's name of it. */
  definitions: Record<string, string>;
  /** Instance → what took tasks away by itself, by the platform's names of it. */
  scaling: Record<string, string[]>;
}

/** An upgrade that has not (yet) succeeded. */
export interface UnfinishedUpgrade {
  update: Release;
  originals: Originals;
  /** Of the lock under which it was last written. */
  generation: number;
}

export interface UpgradeStore {
  /** Read consistently; undefined when the last upgrade succeeded. */
  read(cluster: string): Promise<UnfinishedUpgrade | undefined>;
  /**
   * Records an upgrade before its first change. Where one is unfinished, its originals stay. Returns what then stands.
   * Errors: `LockLost` if a later upgrade has written.
   */
  begin(cluster: string, upgrade: UnfinishedUpgrade): Promise<UnfinishedUpgrade>;
  /** Removes the record of an upgrade that has succeeded; does nothing if a later one has written. */
  finish(cluster: string, generation: number): Promise<void>;
}

export function createUpgradeStore(table: Table, send: SendOptions = {}): UpgradeStore {
  const keyOf = (cluster: string) => ({
    TableName: table.name,
    Key: marshall(upgradeKey(cluster)),
  });
  const read = (cluster: string) => readItem<UnfinishedUpgrade>(table, upgradeKey(cluster), send);

  return {
    read,

    async begin(cluster, { update, originals, generation }) {
      const command = new UpdateItemCommand({
        ...keyOf(cluster),
        UpdateExpression:
          'SET originals = if_not_exists(originals, :originals), #update = :update, generation = :generation',
        ConditionExpression: 'attribute_not_exists(generation) OR generation <= :generation',
        ExpressionAttributeNames: { '#update': 'update' },
        ExpressionAttributeValues: marshall({
          ':originals': originals,
          ':update': update,
          ':generation': generation,
        }),
      });
      // The same write twice leaves the same, so a refusal always means a later upgrade.
      await sendUntilAnswered(() => table.client.send(command), send);
      const standing = await read(cluster);
      if (standing?.generation === generation) return standing;
      const message = `A later upgrade of cluster ${cluster} has begun; this one changes nothing more.`;
      throw new TransshipError('LockLost', message);
    },

    async finish(cluster, generation) {
      const command = new DeleteItemCommand({
        ...keyOf(cluster),
        ConditionExpression: 'generation = :generation',
        ExpressionAttributeValues: marshall({ ':generation': generation }),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}
