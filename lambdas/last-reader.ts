import { listedRecords } from '../core/census';
import type { NodeRecord } from '../core/node';
import { dependsOn, isLastReader } from '../core/readers';
import { takeCensus } from './census';
import type { InstanceEvent } from './events';
import type { Work } from './lambda';
import type { Look } from './proof';

/**
 * No version may lose its last reader while unfinished executions need it (S9): before an instance is changed that
 * has one, every unfinished execution is looked at. Where some need it, a new drain lets its nodes go on with them.
 * `settled`: nothing that its dead nodes have sent can still land.
 */
export async function keepReaders(
  { event, cluster, stores, lock }: Work<InstanceEvent>,
  { census }: Look,
  settled: boolean,
): Promise<{ kept: boolean; needed: number }> {
  const here = listedRecords(census);
  const elsewhere = await servingElsewhere({ event, cluster, stores });
  if (!isLastReader(here, elsewhere)) return { kept: true, needed: 0 };
  if (!settled) return { kept: false, needed: 0 };
  let needed = 0;
  for await (const execution of stores.executions.unfinished())
    if (dependsOn(here, elsewhere, execution)) needed += 1;
  if (needed === 0) return { kept: true, needed };
  await lock.prove();
  await stores.modes.set(cluster.name, event.instance.name, 'draining', lock.generation, {
    renew: true,
  });
  return { kept: false, needed };
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
