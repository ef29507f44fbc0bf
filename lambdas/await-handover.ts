import { listedRecords, sumFigures } from '../core/census';
import { TransshipError } from '../core/errors';
import {
  type UnsealedEnds,
  frozenSlots,
  haveSettled,
  isVacated,
  straySlots,
  unsealedEnds,
} from '../core/handover';
import type { NodeFigures } from '../core/node';
import { type Sightings, sight } from '../core/sightings';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { instanceOf } from './census';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { keepReaders } from './last-reader';
import { type Look, lookForProof } from './proof';
import { publishFigures } from './telemetry';

interface Progress extends Waiting {
  done: boolean;
  figures: Omit<NodeFigures, 'fenced' | 'finished'>;
  tasks: number;
  vacated: number;
  /** Executions that only this instance can go on with. */
  needed: number;
  sightings: Sightings;
  ends: UnsealedEnds;
}

type Event = InstanceEvent & Again<Progress>;

/** Looks whether the instance is vacated, and moves on what keeps it from being. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster, stores } = work;
  const waited = secondsWaited(event.progress);
  const look = await lookForProof(cluster, stores, event.instance.name);
  const sightings = sight(event.progress.sightings ?? {}, look.census.records, waited);
  const ends = unsealedEnds(event.progress.ends ?? {}, look.census, look.drain, waited);

  publishFigures(event, sumFigures(listedRecords(look.census)), waited);

  await stopFrozen(work, look, sightings, waited);
  const strays = straySlots(look.census, look.drain, event.progress.sightings ?? {}, sightings);
  const vacated = look.missing.length === 0 && strays.length === 0;
  const readers = vacated ? await keepReaders(work, look, haveSettled(ends, waited)) : undefined;
  const progress = {
    ...describe(look, sightings),
    ends,
    needed: readers?.needed ?? event.progress.needed ?? 0,
    waited,
  };
  if (readers?.kept) return { ...progress, done: true, waitSeconds: 0 };
  if (waited >= event.options.handoverTimeoutSeconds) throw timedOut(event, progress);
  return { ...progress, done: false, waitSeconds: nextWait(waited) };
});

/** One that has been without a sign of life for a whole lease has crashed; others take its executions over. */
async function stopFrozen(
  { event, cluster, lock }: Work<Event>,
  { census, drain }: Look,
  sightings: Sightings,
  waited: number,
): Promise<void> {
  const fleet = fleetOf(instanceOf(cluster, event.instance.name));
  for (const slot of frozenSlots(census, drain, sightings, waited, cluster.leaseSeconds))
    await fleet.stop(lock, slot, 'Transship: its node gave no sign of life for a lease');
}

function describe({ census, drain, missing }: Look, sightings: Sightings) {
  const { owned, parked, resumed, relayed, staying } = sumFigures(listedRecords(census));
  const open = census.records.filter((record) => !isVacated(record, drain));
  return {
    figures: { owned, parked, resumed, relayed, staying },
    tasks: census.tasks.length,
    vacated: census.tasks.filter(({ slot }) => !missing.includes(slot)).length,
    // Of those that are vacated nothing needs to be remembered.
    sightings: Object.fromEntries(
      open.flatMap(({ slot }) => {
        const sighting = sightings[slot];
        return sighting ? [[slot, sighting] as const] : [];
      }),
    ),
  };
}

function timedOut(
  { instance, options }: Event,
  { figures, tasks, vacated, needed }: Pick<Progress, 'figures' | 'tasks' | 'vacated' | 'needed'>,
): TransshipError {
  const counts = Object.entries(figures).map(([figure, count]) => `${figure} ${count}`);
  const message = `Instance ${instance.name} was not vacated within ${options.handoverTimeoutSeconds} s: ${vacated} of ${tasks} tasks are; ${counts.join(', ')}; ${needed} that only this instance can go on with. Run the update again, with a longer handoverTimeoutSeconds if its steps take that long.`;
  return new TransshipError('HandoverTimedOut', message);
}
