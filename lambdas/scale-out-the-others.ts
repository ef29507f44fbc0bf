import { type Growth, grownTo, total } from '../core/counts';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { readForwards } from './aws/forwards';
import { countHealthy } from './aws/target-groups';
import { findCarriers } from './carriers';
import type { Again, InstanceEvent } from './events';
import { type Fleet, fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { readUnfinished } from './unfinished-upgrade';

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
  most: number;
  healthy: number;
  /** How its count was raised before, and still is. */
  growth: Growth | undefined;
}

/** No node starts faster than that; and each look takes of the events that an execution may have. */
export const SOONEST_LOOK_SECONDS = 5;

/** What is gone back from may be unwell, and must not be kept: so long at most is waited for more nodes of it. */
const PATIENCE_GOING_BACK_SECONDS = 120;

/**
 * Where the others have too few nodes to carry the requests of the instance that is to be vacated, gives them more, and
 * looks until those are healthy. On the way back, what they cannot have keeps nobody.
 */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  const waited = secondsWaited(event.progress);
  const { others, needed } = await look(work);
  const counts = countsFor(event, others, needed);
  await raise(work, others, counts);
  const healthy = Object.fromEntries(others.map((other) => [other.name, other.healthy]));
  // That a node is not healthy which was there before is not this upgrade's matter.
  const missing = others.filter(({ name, desired, growth, healthy: has }) => {
    const count = counts[name] ?? desired;
    return (growth !== undefined || count > desired) && has < count;
  });
  const over = missing.length > 0 && waited >= patienceSeconds(event);
  if (over && !goesBack(event)) throw tooFew(event, missing[0]?.name, { counts, healthy });
  const done = missing.length === 0 || over;
  const waitSeconds = done ? 0 : Math.max(SOONEST_LOOK_SECONDS, nextWait(waited));
  return { done, waited, waitSeconds, counts, healthy };
});

const goesBack = ({ instance }: Event): boolean => instance.former !== undefined;

const patienceSeconds = (event: Event): number =>
  goesBack(event)
    ? Math.min(PATIENCE_GOING_BACK_SECONDS, event.options.rolloutTimeoutSeconds)
    : event.options.rolloutTimeoutSeconds;

/** The others, and how many nodes they must have together; none, where the instance gets no requests anyway. */
async function look({ event, cluster, stores }: Work<Event>) {
  const { originals, growth = {} } = await readUnfinished(stores, cluster.name);
  const forwards = await readForwards(cluster);
  const carriers = await findCarriers(cluster, stores, forwards);
  const others = await Promise.all(
    cluster.instances
      .filter(({ name }) => name !== event.instance.name && carriers.has(name))
      .map(async (instance): Promise<Other> => {
        const fleet = fleetOf(instance);
        const { desired, most } = await fleet.describe();
        const healthy = await countHealthy(instance.targetGroupArn);
        return {
          name: instance.name,
          fleet,
          desired,
          most,
          healthy,
          growth: growth[instance.name],
        };
      }),
  );
  const isAsked = forwards.some(({ weights }) => (weights[event.instance.name] ?? 0) > 0);
  const share = event.options.capacityPercent / 100;
  return { others, needed: isAsked ? Math.ceil(total(originals.counts) * share) : 0 };
}

/** Errors: `ClusterNotReady` if one may not have so many; on the way back it gets as many as it may. */
function countsFor(event: Event, others: Other[], needed: number): Record<string, number> {
  const now = Object.fromEntries(others.map(({ name, desired }) => [name, desired]));
  const counts = grownTo(now, needed);
  for (const { name, desired, most } of others) {
    const count = counts[name] ?? desired;
    if (count <= most) continue;
    if (!goesBack(event)) throw tooSmall(event, name, count, most);
    counts[name] = Math.max(most, desired);
  }
  return counts;
}

async function raise(
  { cluster, stores, lock }: Work<Event>,
  others: Other[],
  counts: Record<string, number>,
): Promise<void> {
  const small = others.flatMap(({ name, fleet, desired, growth }) => {
    const to = counts[name] ?? desired;
    return to > desired ? [{ name, fleet, from: growth?.from ?? desired, to }] : [];
  });
  if (small.length === 0) return;
  const raised = Object.fromEntries(small.map(({ name, from, to }) => [name, { from, to }]));
  await lock.prove();
  // First, so that whatever follows knows whose growth it was.
  await stores.upgrades.raise(cluster.name, lock.generation, raised);
  for (const { fleet, to } of small) await fleet.setCount(lock, to);
}

const ASK_FOR_LESS = 'or ask for less (options.capacityPercent)';

function tooSmall({ instance }: Event, name: string, count: number, most: number): TransshipError {
  const message = `Instance ${name} was to have ${count} nodes, so that ${instance.name} can be vacated, and may have ${most}. Raise its maximum, ${ASK_FOR_LESS}.`;
  return new TransshipError('ClusterNotReady', message);
}

function tooFew(
  { instance, options }: Event,
  name = '',
  { counts, healthy }: Pick<Progress, 'counts' | 'healthy'>,
): TransshipError {
  const message = `Instance ${name} was to have ${counts[name]} nodes, so that ${instance.name} can be vacated, and has ${healthy[name]} that are healthy after ${options.rolloutTimeoutSeconds} s. See why the others do not start, ${ASK_FOR_LESS}.`;
  return new TransshipError('ClusterNotReady', message);
}
