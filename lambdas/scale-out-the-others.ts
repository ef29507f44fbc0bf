import { scaledOut, total } from '../core/counts';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { readForwards } from './aws/forwards';
import { countHealthy } from './aws/target-groups';
import { findCarriers } from './carriers';
import type { Again, InstanceEvent } from './events';
import { type Fleet, fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { readOriginals } from './unfinished-upgrade';

interface Progress extends Waiting {
  done: boolean;
  /** Of the others that serve: how many nodes each is to have. */
  counts: Record<string, number>;
  /** How many healthy ones each has. */
  healthy: Record<string, number>;
}

type Event = InstanceEvent & Again<Progress>;

/** Another instance that serves. */
interface Other {
  name: string;
  fleet: Fleet;
  desired: number;
  healthy: number;
  /** Before the upgrade. */
  original: number;
}

/** No node starts faster than that; and each look takes of the events that an execution may have. */
export const SOONEST_LOOK_SECONDS = 5;

/**
 * Where the others have too few nodes to carry the requests of the instance that is to be vacated, gives them more, and
 * looks until those are healthy. They have their counts back when all is done.
 */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  const waited = secondsWaited(event.progress);
  const others = await findOthers(work);
  const before = Object.fromEntries(others.map(({ name, desired }) => [name, desired]));
  const counts = scaledOut(before, await nodesNeeded(work));
  await scaleOut(work, others, counts);
  const healthy = Object.fromEntries(others.map((other) => [other.name, other.healthy]));
  // Where nothing was missing, it is not this upgrade's matter that a node is not healthy at the moment.
  const missing = others.filter(
    ({ name, original }) =>
      (counts[name] ?? 0) > original && (healthy[name] ?? 0) < (counts[name] ?? 0),
  );
  const done = missing.length === 0;
  if (!done && waited >= event.options.rolloutTimeoutSeconds)
    throw tooFew(event, missing[0]?.name, { counts, healthy });
  const waitSeconds = done ? 0 : Math.max(SOONEST_LOOK_SECONDS, nextWait(waited));
  return { done, waited, waitSeconds, counts, healthy };
});

async function scaleOut(
  { cluster, stores, lock }: Work<Event>,
  others: Other[],
  counts: Record<string, number>,
): Promise<void> {
  const small = others.flatMap(({ name, fleet, desired }) => {
    const count = counts[name] ?? desired;
    return count > desired ? [{ name, fleet, count }] : [];
  });
  if (small.length === 0) return;
  const grown = Object.fromEntries(small.map(({ name, count }) => [name, count]));
  await lock.prove();
  // First, so that whatever follows knows whose growth it was.
  await stores.upgrades.scaleOut(cluster.name, lock.generation, grown);
  for (const { fleet, count } of small) await fleet.setCount(lock, count);
}

/** What the others must have together while the instance has nothing. */
async function nodesNeeded({ event, cluster, stores }: Work<Event>): Promise<number> {
  const { counts } = await readOriginals(stores, cluster.name);
  return Math.ceil((total(counts) * event.options.capacityPercent) / 100);
}

async function findOthers({ event, cluster, stores }: Work<Event>): Promise<Other[]> {
  const { counts } = await readOriginals(stores, cluster.name);
  const carriers = await findCarriers(cluster, stores, await readForwards(cluster));
  const others = cluster.instances.filter(
    ({ name }) => name !== event.instance.name && carriers.has(name),
  );
  return Promise.all(
    others.map(async (instance) => {
      const fleet = fleetOf(instance);
      const { desired } = await fleet.describe();
      const healthy = await countHealthy(instance.targetGroupArn);
      return { name: instance.name, fleet, desired, healthy, original: counts[instance.name] ?? 0 };
    }),
  );
}

function tooFew(
  { instance, options }: Event,
  name = '',
  { counts, healthy }: Pick<Progress, 'counts' | 'healthy'>,
): TransshipError {
  const message = `Instance ${name} was to have ${counts[name]} nodes, so that ${instance.name} can be vacated, and has ${healthy[name]} that are healthy after ${options.rolloutTimeoutSeconds} s. See why the others do not start, or ask for less (options.capacityPercent, ${options.capacityPercent}).`;
  return new TransshipError('ClusterNotReady', message);
}
