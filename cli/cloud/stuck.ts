import { listedRecords } from '../../core/census';
import type { NodeRecord } from '../../core/node';
import { type Stuck, whyStuck } from '../../core/stuck';
import { takeCensus } from '../../lambdas/census';
import type { Stores } from '../../lambdas/stores';
import { shards } from '../../store/keys';
import type { Reached } from './cluster';

/** How many executions no node goes on with, by what keeps it. */
export type StuckCounts = Record<Stuck, number> & {
  /** There was more to look at than is looked at here: the counts are the least that there are. */
  more: boolean;
};

/** So many are looked at in each shard of what is set aside, and of what is parked, longest first. */
const MOST_LOOKED_AT = 50;

/** The nodes of a cluster that are there, by the platform's word. */
export async function nodesThere({ configuration, openStores }: Reached): Promise<NodeRecord[]> {
  const stores = openStores();
  const censuses = await Promise.all(
    configuration.instances.map((instance) => takeCensus(configuration, instance, stores)),
  );
  return censuses.flatMap(listedRecords);
}

/** Finds them through the index, so that it is cheap. What is owned by a node that has ended only a scan finds. */
export async function countStuck(stores: Stores, nodes: NodeRecord[]): Promise<StuckCounts> {
  const { executions } = stores;
  const counts: StuckCounts = { setAside: 0, diverged: 0, unread: 0, more: false };
  const look = async (ids: AsyncIterable<string>) => {
    const found: string[] = [];
    for await (const id of ids) {
      if (found.length === MOST_LOOKED_AT) {
        counts.more = true;
        break;
      }
      found.push(id);
    }
    for (const head of await Promise.all(found.map((id) => executions.head(id)))) {
      const why = head && whyStuck(head, nodes);
      if (why) counts[why] += 1;
    }
  };
  await Promise.all(
    shards.flatMap((shard) => [look(executions.setAside(shard)), look(executions.parked(shard))]),
  );
  return counts;
}
