import {
  type AttributeValue,
  GetItemCommand,
  QueryCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../core/clock';
import type { ExecutionHead, ExecutionStatus } from '../../core/execution';
import type { Table } from '../client';
import {
  MOVES,
  WORK_INDEX,
  asideWork,
  executionIdOf,
  executionPartition,
  headKey,
  ownedWork,
  parkedWork,
  shards,
} from '../keys';
import { DataFault } from '../send';
import { EXPIRES } from '../table';
import { type StoredCheckpoint, decodeCheckpoint, decodeHead } from './codec';

export interface ExecutionReads {
  /** The whole checkpoint, read consistently; undefined when there is none or it has expired. */
  read(id: string): Promise<StoredCheckpoint | undefined>;
  /** Only its head, read consistently; for polling. */
  head(id: string): Promise<ExecutionHead | undefined>;
  /**
   * Ids that the work index shows as parked and due in one shard, longest due first. `until`: those that are due by then, in
   * ms since the epoch; default now. Never evidence.
   */
  parked(shard: number, until?: number): AsyncIterable<string>;
  /**
   * Since when the one has been due that has waited longest to be claimed, of those that became due at `since` or later, as
   * the work index shows; in ms since the epoch, undefined: none waits. Never evidence.
   */
  oldestParked(since: number): Promise<number | undefined>;
  /** Ids that the work index shows as set aside in one shard, longest first. Never evidence. */
  setAside(shard: number): AsyncIterable<string>;
  /** Ids that the work index shows as owned by a node. Never evidence. */
  ownedBy(node: string): AsyncIterable<string>;
  /** Every unfinished execution of the cluster, by a consistent scan of the table: evidence, and dear. */
  unfinished(): AsyncIterable<ExecutionHead>;
  /** Every execution of the cluster, the finished ones until they expire, by the same scan. */
  kept(): AsyncIterable<ExecutionHead>;
}

type Item = Record<string, AttributeValue>;

/** Ids looked up at once in the work index. */
const PAGE = 100;

const PARTITION_TRIES = 5;

export function createReads(table: Table, cluster: string, clock: Clock): ExecutionReads {
  const TableName = table.name;
  const live = ({ [EXPIRES]: expires }: Item): boolean =>
    expires?.N === undefined || Number(expires.N) * 1000 > clock.now();

  const idsOf = (items: Item[] = []): string[] =>
    items.flatMap(({ pk }) => (pk?.S === undefined ? [] : [executionIdOf(pk.S)]));

  async function* find(workKey: string, until: number): AsyncIterable<string> {
    const pages = paginateQuery(
      { client: table.client, pageSize: PAGE },
      {
        TableName,
        IndexName: WORK_INDEX,
        KeyConditionExpression: 'workKey = :key AND workAt <= :until',
        ExpressionAttributeValues: marshall({ ':key': workKey, ':until': until }),
      },
    );
    for await (const { Items } of pages) yield* idsOf(Items);
  }

  async function* scan({ except }: { except?: ExecutionStatus }): AsyncIterable<ExecutionHead> {
    const pages = paginateScan(
      { client: table.client },
      {
        TableName,
        ConsistentRead: true,
        FilterExpression: `sk = :head AND #cluster = :cluster${except ? ' AND #status <> :except' : ''}`,
        ExpressionAttributeNames: { '#cluster': 'cluster', ...(except && { '#status': 'status' }) },
        ExpressionAttributeValues: marshall({
          ':head': 'head',
          ':cluster': cluster,
          ...(except && { ':except': except }),
        }),
      },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items) {
        const [id] = idsOf([item]);
        if (id !== undefined && live(item)) yield decodeHead(id, item);
      }
  }

  const partition = async (id: string) => {
    let head: Item | undefined;
    const chunks = new Map<string, Item>();
    const pages = paginateQuery(
      { client: table.client },
      {
        TableName,
        // Receipts come after what belongs to the execution itself, and are not paid for here.
        KeyConditionExpression: 'pk = :pk AND sk < :moves',
        ExpressionAttributeValues: marshall({ ':pk': executionPartition(id), ':moves': MOVES }),
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items)
        if (item.sk?.S === 'head') head = item;
        else chunks.set(item.sk?.S ?? '', item);
    return { head, chunks };
  };

  return {
    async read(id) {
      for (let tries = 0; tries < PARTITION_TRIES; tries++) {
        const { head, chunks } = await partition(id);
        if (!head || !live(head)) return undefined;
        // Pages are read one after the other: a head may have moved on to a chunk of an earlier page.
        const checkpoint = decodeCheckpoint(id, head, chunks);
        if (checkpoint) return checkpoint;
      }
      throw new DataFault(`Execution ${id} lacks a chunk that its head leads to`);
    },

    async head(id) {
      const { Item } = await table.client.send(
        new GetItemCommand({ TableName, Key: marshall(headKey(id)), ConsistentRead: true }),
      );
      return Item && live(Item) ? decodeHead(id, Item) : undefined;
    },

    parked: (shard, until = clock.now()) => find(parkedWork(cluster, shard), until),

    async oldestParked(since) {
      const ofShard = async (shard: number): Promise<number[]> => {
        const { Items = [] } = await table.client.send(
          new QueryCommand({
            TableName,
            IndexName: WORK_INDEX,
            KeyConditionExpression: 'workKey = :key AND workAt BETWEEN :since AND :now',
            ExpressionAttributeValues: marshall({
              ':key': parkedWork(cluster, shard),
              ':since': since,
              ':now': Math.max(since, clock.now()),
            }),
            Limit: 1,
          }),
        );
        return Items.map(({ workAt }) => Number(workAt?.N));
      };
      const oldest = Math.min(...(await Promise.all(shards.map(ofShard))).flat());
      return oldest === Infinity ? undefined : oldest;
    },

    setAside: (shard) => find(asideWork(cluster, shard), Number.MAX_SAFE_INTEGER),

    ownedBy: (node) => find(ownedWork(node), Number.MAX_SAFE_INTEGER),

    unfinished: () => scan({ except: 'finished' }),

    kept: () => scan({}),
  };
}
