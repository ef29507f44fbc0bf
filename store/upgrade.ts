import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Release } from '../core/cluster';
import type { Growth } from '../core/counts';
import { TransshipError } from '../core/errors';
import type { Towards } from '../core/plan';
import type { UpdateOptions } from '../core/update';
import type { Weights } from '../core/weights';
import type { Table } from './client';
import { upgradeKey } from './keys';
import { readItem } from './read-item';
import { type SendOptions, sendUntilAnswered } from './send';
import { updateItem } from './update-item';

/** What the instances of a cluster ran at one time. */
export interface Deployed {
  /** Instance → release. */
  releases: Record<string, Release>;
  /** Instance → what its fleet was deployed with, by the platform's name of it. */
  definitions: Record<string, string>;
}

/** The cluster as it was before the first change of an upgrade. */
export interface Originals extends Deployed {
  /** Forward action (ARN of its listener or rule) → instance → weight. */
  weights: Record<string, Weights>;
  /** Instance → desired count. */
  counts: Record<string, number>;
  /** Instance → what took tasks away by itself, by the platform's names of it. */
  scaling: Record<string, string[]>;
}

/** An upgrade that has not (yet) succeeded. */
export interface UnfinishedUpgrade {
  /** Empty where a roll back was asked for. */
  update: Release;
  options: UpdateOptions;
  towards: Towards;
  originals: Originals;
  /** Instance → how the upgrade itself has raised its count, until that is restored. */
  growth?: Record<string, Growth>;
  /** Of the lock under which it was last written. */
  generation: number;
}

export interface UpgradeStore {
  /** Read consistently; undefined when the last upgrade succeeded, or has been rolled back. */
  read(cluster: string): Promise<UnfinishedUpgrade | undefined>;
  /** What ran before the last upgrade that succeeded; undefined before the first one. Read consistently. */
  readFormer(cluster: string): Promise<Deployed | undefined>;
  /** The weights that the last upgrade left when it ended well or was rolled back; undefined before. Read consistently. */
  readLeft(cluster: string): Promise<Originals['weights'] | undefined>;
  /**
   * Records an upgrade before its first change. Where one is unfinished, its originals stay, but for weights and counts
   * if they are to be adopted. Returns what then stands.
   * Errors: `LockLost` if a later upgrade has written.
   */
  begin(
    cluster: string,
    upgrade: UnfinishedUpgrade,
    options?: { adopt?: boolean },
  ): Promise<UnfinishedUpgrade>;
  /** Records how counts are raised, before they are. Errors: `LockLost` if a later upgrade has written. */
  raise(cluster: string, generation: number, growth: Record<string, Growth>): Promise<void>;
  /** Records that an instance has its count back. Errors: `LockLost` if a later upgrade has written. */
  lower(cluster: string, generation: number, instance: string): Promise<void>;
  /** Records that the unfinished upgrade goes back to its originals. Errors: `LockLost` if a later one has written. */
  turnBack(cluster: string, generation: number): Promise<void>;
  /**
   * Ends the record of an upgrade that has come to where it went; its originals become what can be gone back to, unless
   * that is where it went. Does nothing if a later one has written.
   */
  finish(cluster: string, generation: number): Promise<void>;
  /** Removes all that is recorded, for a cluster that is made anew. */
  forget(cluster: string): Promise<void>;
}

/** The item: an unfinished upgrade, and what is kept of the last one that succeeded, or was rolled back. */
type Item = Partial<UnfinishedUpgrade> & { former?: Deployed; left?: Originals['weights'] };

/** It is unfinished, and this generation's. */
const UNFINISHED = '#generation = :generation AND attribute_exists(#originals)';

export function createUpgradeStore(table: Table, send: SendOptions = {}): UpgradeStore {
  const readAll = (cluster: string) => readItem<Item>(table, upgradeKey(cluster), send);
  const read = async (cluster: string) => unfinishedIn(await readAll(cluster));

  /** Every change is such that the same one sent twice leaves the same: a refusal means that another one has written. */
  const update = (cluster: string, change: string, condition: string, values: object) =>
    updateItem(table, upgradeKey(cluster), { change, condition, values }, send);

  /** Errors: `LockLost` unless what stands was written in this very generation. */
  const standingIn = async (cluster: string, generation: number): Promise<UnfinishedUpgrade> => {
    const standing = await read(cluster);
    if (standing?.generation === generation) return standing;
    const message = `A later upgrade of cluster ${cluster} has begun; this one changes nothing more.`;
    throw new TransshipError('LockLost', message);
  };

  /** Errors: `LockLost` if a later upgrade has written. */
  const setGrowth = async (cluster: string, generation: number, growth: object): Promise<void> => {
    const values = { ':growth': growth, ':generation': generation };
    await update(cluster, 'SET #growth = :growth', UNFINISHED, values);
    await standingIn(cluster, generation);
  };

  return {
    read,

    async readFormer(cluster) {
      return (await readAll(cluster))?.former;
    },

    async readLeft(cluster) {
      return (await readAll(cluster))?.left;
    },

    async begin(cluster, upgrade, { adopt = false } = {}) {
      const { update: installs, options, towards, generation } = upgrade;
      const { weights, counts } = upgrade.originals;
      const standing = adopt ? (await read(cluster))?.originals : undefined;
      const originals = standing ? { ...standing, weights, counts } : upgrade.originals;
      await update(
        cluster,
        `SET #originals = ${adopt ? ':originals' : 'if_not_exists(#originals, :originals)'}, #update = :update, #options = :options, #towards = :towards, #generation = :generation${adopt ? ' REMOVE #growth' : ''}`,
        'attribute_not_exists(#generation) OR #generation <= :generation',
        {
          ':originals': originals,
          ':update': installs,
          ':options': options,
          ':towards': towards,
          ':generation': generation,
        },
      );
      return standingIn(cluster, generation);
    },

    async raise(cluster, generation, raised) {
      const { growth } = await standingIn(cluster, generation);
      await setGrowth(cluster, generation, { ...growth, ...raised });
    },

    async lower(cluster, generation, instance) {
      const { growth = {} } = await standingIn(cluster, generation);
      const left = Object.entries(growth).filter(([name]) => name !== instance);
      await setGrowth(cluster, generation, Object.fromEntries(left));
    },

    async turnBack(cluster, generation) {
      await update(cluster, 'SET #towards = :originals', UNFINISHED, {
        ':originals': 'originals',
        ':generation': generation,
      });
      await standingIn(cluster, generation);
    },

    async finish(cluster, generation) {
      const standing = await read(cluster);
      if (standing?.generation !== generation) return;
      const { towards, originals } = standing;
      const { releases, definitions, weights } = originals;
      // The generation stays, so that an earlier upgrade that comes late is refused.
      await update(
        cluster,
        `SET #left = :left${towards === 'originals' ? '' : ', #former = :former'} REMOVE #originals, #update, #options, #towards, #growth`,
        UNFINISHED,
        {
          ':generation': generation,
          ':left': weights,
          ':former': towards === 'originals' ? undefined : { releases, definitions },
        },
      );
    },

    async forget(cluster) {
      const command = new DeleteItemCommand({
        TableName: table.name,
        Key: marshall(upgradeKey(cluster)),
      });
      await sendUntilAnswered(() => table.client.send(command), send);
    },
  };
}

function unfinishedIn(item: Item = {}): UnfinishedUpgrade | undefined {
  if (!isUnfinished(item)) return undefined;
  const { update, options, towards, originals, growth, generation } = item;
  return { update, options, towards, originals, ...(growth && { growth }), generation };
}

/** Its attributes come and go together. */
const isUnfinished = (item: Item): item is Item & UnfinishedUpgrade => item.originals !== undefined;
