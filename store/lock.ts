import type { Release } from '../core/cluster';
import { TransshipError } from '../core/errors';
import type { Table } from './client';
import { lockKey } from './keys';
import { readItem } from './read-item';
import type { SendOptions } from './send';
import { updateItem } from './update-item';

/** The lock of a cluster's upgrades. */
export interface Lock {
  /** Rises each time that the lock is taken, outlives its releases and never starts again; 0 when it never was. */
  generation: number;
  /** The state machine execution that holds it; undefined when it is free. */
  holder?: string;
  /** Where its holder took it over from one that had ended without releasing it. */
  takenOver?: boolean;
  /** Its holder cleans up after an upgrade, and lets any other have the lock. */
  yields?: boolean;
  /** For display: when it was taken, and what its holder installs. */
  since?: string;
  update?: Release;
}

export type LockClaim = Required<Pick<Lock, 'holder' | 'since' | 'update'>> & Pick<Lock, 'yields'>;

export interface LockStore {
  /** The lock as it stands, read consistently. */
  read(cluster: string): Promise<Lock>;
  /**
   * Takes the lock if it still stands as it was `seen`: free, or held by one that is known not to be running, or
   * that yields.
   * Returns the lock as it stands then, whoever holds it.
   */
  take(cluster: string, seen: Lock, claim: LockClaim): Promise<Lock>;
  /** Errors: `LockLost` unless `holder` holds the lock in this very generation. */
  prove(cluster: string, holder: string, generation: number): Promise<void>;
  /** Frees the lock if `holder` still holds it in this generation, else does nothing. */
  release(cluster: string, holder: string, generation: number): Promise<void>;
}

export function createLockStore(table: Table, send: SendOptions = {}): LockStore {
  const read = async (cluster: string): Promise<Lock> =>
    (await readItem<Lock>(table, lockKey(cluster), send)) ?? { generation: 0 };

  const update = (cluster: string, change: string, condition: string, values: object) =>
    updateItem(table, lockKey(cluster), { change, condition, values }, send);

  return {
    read,

    async take(cluster, seen, { holder, since, update: installs, yields = false }) {
      const asSeen =
        seen.holder === undefined ? 'attribute_not_exists(#holder)' : '#holder = :seenHolder';
      const neverHeld = seen.generation === 0 ? 'attribute_not_exists(pk) OR ' : '';
      // Refused or not, what stands now tells: nobody else can have written this holder.
      await update(
        cluster,
        'SET #generation = :next, #holder = :holder, #takenOver = :over, #yields = :yields, #since = :since, #update = :update',
        `${neverHeld}(#generation = :seen AND ${asSeen})`,
        {
          ':seen': seen.generation,
          ':next': seen.generation + 1,
          ':holder': holder,
          ':over': seen.holder !== undefined,
          ':yields': yields,
          ':since': since,
          ':update': installs,
          ':seenHolder': seen.holder,
        },
      );
      return read(cluster);
    },

    async prove(cluster, holder, generation) {
      const lock = await read(cluster);
      if (lock.holder === holder && lock.generation === generation) return;
      const now = lock.holder === undefined ? 'is free' : `is held by ${lock.holder}`;
      const message = `This upgrade held the lock of cluster ${cluster} in generation ${generation}; now it ${now} (generation ${lock.generation}). This upgrade changes nothing more.`;
      throw new TransshipError('LockLost', message);
    },

    async release(cluster, holder, generation) {
      await update(
        cluster,
        'REMOVE #holder, #takenOver, #yields, #since, #update',
        '#holder = :holder AND #generation = :generation',
        { ':holder': holder, ':generation': generation },
      );
    },
  };
}
