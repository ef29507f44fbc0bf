/**
 * Every key of the public store.
 *
 * | pk                               | sk                | item                                                    |
 * |----------------------------------|-------------------|---------------------------------------------------------|
 * | execution#ID                     | head              | an execution: who owns it, its input, its last outcomes |
 * | execution#ID                     | chunk#EPOCH#TOKEN | outcomes folded away, immutable                         |
 * | execution#ID                     | move#EPOCH        | the receipt of a move, immutable                        |
 * | nodes#CLUSTER#INSTANCE#SHARD     | SLOT              | what a node reports of itself                           |
 * | mode#CLUSTER#INSTANCE            | mode              | what the instance's nodes should do                     |
 * | secret#CLUSTER                   | secret            | what ids are derived with from idempotency keys         |
 * | cluster#CLUSTER                  | configuration     | what an upgrade must know of the cluster                |
 * | cluster#CLUSTER                  | lock              | the upgrade's lock and its generation                   |
 * | cluster#CLUSTER                  | freeze            | that no upgrade is to begin, and why                    |
 * | cluster#CLUSTER                  | approval          | the word that the upgrade waits for                     |
 * | cluster#CLUSTER                  | upgrade           | originals and plan of the unfinished upgrade            |
 * | cluster#CLUSTER                  | release#INSTANCE  | the release that an instance runs and should run        |
 * | cluster#CLUSTER                  | deployer          | the resource of a stack by which it is deployed         |
 * | audit#CLUSTER                    | GENERATION        | what is kept of the upgrade that held the lock in it    |
 * | rehearsal#CLUSTER#ID             | share#SLOT#PAGE   | what a node that rehearses forecasts of its share       |
 * | rehearsal#CLUSTER#ID             | ready#EXECUTION   | a record in the words of the release that rehearses it  |
 *
 * What the nodes of a cluster may write is in partitions of its own, so that IAM can keep them off everything else:
 * `nodePartitions`.
 *
 * The `work` index (sparse, keys only) is for finding work and never evidence:
 *
 * | workKey                | workAt     | holds                                   |
 * |------------------------|------------|-----------------------------------------|
 * | owned#NODE             | claimed at | executions that a node owns             |
 * | parked#CLUSTER#SHARD   | due        | executions that wait to be claimed      |
 * | aside#CLUSTER#SHARD    | set aside  | executions that nobody touches          |
 */
import { createHash } from 'node:crypto';

export interface Key {
  pk: string;
  sk: string;
}

/** A cluster's parked executions are spread over this many partitions. */
export const SHARDS = 8;
export const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
/** An instance's node records are spread over this many; all of them are read at each look. */
const NODE_SHARDS = 2;
export const nodeShards = Array.from({ length: NODE_SHARDS }, (_, shard) => shard);

/** Which of so many an id falls to. */
export const shardOf = (id: string, of = SHARDS): number =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % of;

export const executionPartition = (id: string): string => `execution#${id}`;
export const headKey = (id: string): Key => ({ pk: executionPartition(id), sk: 'head' });
export const chunkKey = (id: string, chunk: string): Key => ({
  pk: executionPartition(id),
  sk: `chunk#${chunk}`,
});
/** Sorts after all that belongs to the execution itself. */
export const MOVES = 'move#';
/** With leading zeros, so that later ones come after. */
export const moveKey = (id: string, epoch: number): Key => ({
  pk: executionPartition(id),
  sk: `${MOVES}${String(epoch).padStart(8, '0')}`,
});
export const executionIdOf = (pk: string): string => pk.slice('execution#'.length);

export const nodesPartition = (cluster: string, instance: string, shard: number): string =>
  `nodes#${cluster}#${instance}#${shard}`;
export const nodeKey = (cluster: string, instance: string, slot: string): Key => ({
  pk: nodesPartition(cluster, instance, shardOf(slot, NODE_SHARDS)),
  sk: slot,
});

export const modeKey = (cluster: string, instance: string): Key => ({
  pk: `mode#${cluster}#${instance}`,
  sk: 'mode',
});
export const configurationKey = (cluster: string): Key => ({
  pk: `cluster#${cluster}`,
  sk: 'configuration',
});
export const secretKey = (cluster: string): Key => ({ pk: `secret#${cluster}`, sk: 'secret' });
export const lockKey = (cluster: string): Key => ({ pk: `cluster#${cluster}`, sk: 'lock' });
export const freezeKey = (cluster: string): Key => ({ pk: `cluster#${cluster}`, sk: 'freeze' });
export const approvalKey = (cluster: string): Key => ({ pk: `cluster#${cluster}`, sk: 'approval' });
export const upgradeKey = (cluster: string): Key => ({ pk: `cluster#${cluster}`, sk: 'upgrade' });
export const releaseKey = (cluster: string, instance: string): Key => ({
  pk: `cluster#${cluster}`,
  sk: `release#${instance}`,
});

export const deployerKey = (cluster: string): Key => ({ pk: `cluster#${cluster}`, sk: 'deployer' });

export const auditPartition = (cluster: string): string => `audit#${cluster}`;
/** With leading zeros, so that later ones come after. */
export const auditKey = (cluster: string, generation: number): Key => ({
  pk: auditPartition(cluster),
  sk: String(generation).padStart(12, '0'),
});

export const rehearsalPartition = (cluster: string, id: string): string =>
  `rehearsal#${cluster}#${id}`;

/**
 * The partitions that a cluster's nodes use, `*` standing for anything. Executions bear no cluster's name: their ids
 * are given to clients, who may present them to any node.
 */
export const nodePartitions = (cluster: string): { written: string[]; onlyRead: string[] } => ({
  written: [
    executionPartition('*'),
    `nodes#${cluster}#*`,
    secretKey(cluster).pk,
    rehearsalPartition(cluster, '*'),
  ],
  onlyRead: [modeKey(cluster, '*').pk, configurationKey(cluster).pk],
});

export const WORK_INDEX = 'work';
export const ownedWork = (node: string): string => `owned#${node}`;
export const parkedWork = (cluster: string, shard: number): string => `parked#${cluster}#${shard}`;
export const parkedWorkOf = (cluster: string, id: string): string =>
  parkedWork(cluster, shardOf(id));
export const asideWork = (cluster: string, shard: number): string => `aside#${cluster}#${shard}`;
export const asideWorkOf = (cluster: string, id: string): string => asideWork(cluster, shardOf(id));
