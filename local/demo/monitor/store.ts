import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ClusterConfiguration } from '../../../core/cluster';
import type { Mode, NodeRecord } from '../../../core/node';
import type { Table } from '../../../store/client';
import { type Key, lockKey, modeKey, nodeKey } from '../../../store/keys';
import type { Lock } from '../../../store/lock';

/** What the public store says of the cluster, read consistently and at once, so that looking costs little. */
export interface StoreSample {
  lockHolder: string | undefined;
  /** Instance → its mode. */
  modes: Record<string, Mode>;
  /** Of the asked tasks' nodes, by task. */
  nodes: Map<string, NodeRecord>;
}

const neverSet: Mode = { mode: 'serving', generation: 0 };

/** `tasks`: each with the instance it belongs to. */
export async function readStore(
  table: Table,
  { name: cluster, instances }: ClusterConfiguration,
  tasks: { instance: string; task: string }[],
): Promise<StoreSample> {
  const keys = [
    lockKey(cluster),
    ...instances.map(({ name }) => modeKey(cluster, name)),
    ...tasks.map(({ instance, task }) => nodeKey(cluster, instance, task)),
  ];
  const items = await read(table, keys);
  const find = <T>(key: Key) => items.find(({ pk, sk }) => pk === key.pk && sk === key.sk) as T;
  const nodes = tasks.flatMap(({ instance, task }) => {
    const record = find<NodeRecord | undefined>(nodeKey(cluster, instance, task));
    return record ? [[task, record] as const] : [];
  });
  return {
    lockHolder: find<Lock | undefined>(lockKey(cluster))?.holder,
    modes: Object.fromEntries(
      instances.map(({ name }) => [
        name,
        find<Mode | undefined>(modeKey(cluster, name)) ?? neverSet,
      ]),
    ),
    nodes: new Map(nodes),
  };
}

/** One call is enough for 100 items: five instances, and twice eight nodes of each. */
async function read({ client, name }: Table, keys: Key[]): Promise<Record<string, unknown>[]> {
  const { Responses = {} } = await client.send(
    new BatchGetItemCommand({
      RequestItems: { [name]: { Keys: keys.map((key) => marshall(key)), ConsistentRead: true } },
    }),
  );
  return (Responses[name] ?? []).map((item) => unmarshall(item));
}
