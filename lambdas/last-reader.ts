import { listedRecords } from '../core/census';
import { writtenBy } from '../core/execution';
import type { Mode, NodeRecord } from '../core/node';
import { dependsOn, isLastReader } from '../core/readers';
import { type Stays, oneStays, sumStays } from '../core/stays';
import { takeCensus } from './census';
import type { InstanceEvent } from './events';
import type { Work } from './lambda';
import type { Look } from './proof';

/** What a look for executions that need the instance's nodes has come to. */
export interface Readers {
  /** None does: the instance may go. */
  kept: boolean;
  /** Which do, and how many; undefined: it was not looked for yet. */
  stays?: Stays[];
  needed?: number;
}

/**
 * No version may lose its last reader while unfinished executions need it (S9): before an instance is changed that
 * has one, every unfinished execution is looked at. Where some need it, a new drain lets its nodes go on with them.
 * `settled`: nothing that its dead nodes have sent can still land. `staying`: what the nodes do with them instead.
 */
export async function keepReaders(
  { event, cluster, stores, lock }: Work<InstanceEvent>,
  { census }: Look,
  { settled, staying }: { settled: boolean } & Pick<Mode, 'staying'>,
): Promise<Readers> {
  const here = listedRecords(census);
  const elsewhere = await servingElsewhere({ event, cluster, stores });
  if (!isLastReader(here, elsewhere)) return { kept: true, stays: [], needed: 0 };
  if (!settled) return { kept: false };
  const found: Stays[] = [];
  for await (const execution of stores.executions.unfinished())
    if (dependsOn(here, elsewhere, execution))
      found.push(oneStays(execution.service, writtenBy(execution)));
  if (found.length === 0) return { kept: true, stays: [], needed: 0 };
  await lock.prove();
  await stores.modes.set(cluster.name, event.instance.name, 'draining', lock.generation, {
    renew: true,
    staying,
  });
  return { kept: false, stays: sumStays(found), needed: found.length };
}

async function servingElsewhere({
  event,
  cluster,
  stores,
}: Pick<Work<InstanceEvent>, 'event' | 'cluster' | 'stores'>): Promise<NodeRecord[]> {
  const others = cluster.instances.filter(({ name }) => name !== event.instance.name);
  const censuses = await Promise.all(others.map((it) => takeCensus(cluster, it, stores)));
  return censuses.flatMap(listedRecords).filter(({ state }) => state === 'serving');
}
