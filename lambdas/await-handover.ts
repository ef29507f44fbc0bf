import type { AuditedHandover } from '../core/audit';
import { listedRecords, sumFigures } from '../core/census';
import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import { type WithoutProof, silentTasks, withoutProof } from '../core/first-adoption';
import {
  type UnsealedEnds,
  frozenSlots,
  haveSettled,
  isVacated,
  longestHandover,
  straySlots,
  unsealedEnds,
} from '../core/handover';
import type { NodeFigures } from '../core/node';
import { type Sightings, sight } from '../core/sightings';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { type Audited, audited } from './audit';
import { instanceOf } from './census';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { keepReaders } from './last-reader';
import { type Look, lookForProof } from './proof';
import { publishFigures } from './telemetry';

interface Progress extends Waiting, Audited {
  done: boolean;
  figures: Required<Omit<NodeFigures, 'fenced' | 'finished'>>;
  tasks: number;
  vacated: number;
  /** Of the tasks, those that have never told of themselves. */
  silent: number;
  /** Executions that only this instance can go on with. */
  needed: number;
  sightings: Sightings;
  ends: UnsealedEnds;
  /** Once it is vacated, if that is not proved of every task. */
  withoutProof?: WithoutProof;
}

type Event = InstanceEvent & Again<Progress>;

/** Looks whether the instance is vacated, and moves on what keeps it from being. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  const waited = secondsWaited(event.progress);
  const look = await lookForProof(work, waited);
  const sightings = sight(event.progress.sightings ?? {}, look.census.records, waited);
  const ends = unsealedEnds(event.progress.ends ?? {}, look.census, look.drain, waited);

  const silent = silentTasks(look.census).length;
  publishFigures(event, sumFigures(listedRecords(look.census)), silent, waited);

  await stopFrozen(work, look, sightings, waited);
  const strays = straySlots(look.census, look.drain, event.progress.sightings ?? {}, sightings);
  const vacated = look.missing.length === 0 && strays.length === 0;
  const readers = vacated ? await keepReaders(work, look, haveSettled(ends, waited)) : undefined;
  const described = describe(look, sightings);
  const progress = {
    ...described,
    silent,
    ends,
    // Those that its nodes are at work on already, and those that a scan has found besides.
    needed: Math.max(readers?.needed ?? event.progress.needed ?? 0, described.figures.staying),
    waited,
  };
  if (readers?.kept) {
    const { instance, options } = event;
    const assumed = withoutProof(instance.name, look.census, options.firstAdoption);
    const told = await auditHandover(work, look, progress);
    return { ...progress, done: true, waitSeconds: 0, withoutProof: assumed, ...told };
  }
  const longest = longestHandover(event.options.handoverTimeoutSeconds, look.drain);
  if (waited >= longest) throw timedOut(event, progress, longest);
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

function auditHandover(
  { event: { instance }, cluster, stores, lock }: Work<Event>,
  { drain }: Look,
  { figures, vacated }: Pick<Progress, 'figures' | 'vacated'>,
): Promise<Audited> {
  const handover: AuditedHandover = {
    instance: instance.name,
    generation: drain.generation,
    at: new Date(systemClock.now()).toISOString(),
    tasks: vacated,
    parked: figures.parked,
    resumed: figures.resumed,
    translated: figures.translated,
  };
  return audited((send) => stores.audit.handover(cluster.name, lock.generation, handover, send));
}

function describe({ census, drain, missing }: Look, sightings: Sightings) {
  const { owned, parked, resumed, translated, relayed, staying } = sumFigures(
    listedRecords(census),
  );
  const open = census.records.filter((record) => !isVacated(record, drain));
  return {
    figures: { owned, parked, resumed, translated, relayed, staying },
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
  { figures, tasks, vacated, silent, needed }: Omit<Progress, 'done' | 'waitSeconds'>,
  longest: number,
): TransshipError {
  const counts = Object.entries(figures).map(([figure, count]) => `${figure} ${count}`);
  const unheard =
    silent > 0 && !options.firstAdoption
      ? ` ${silent} tasks have never told of themselves: if there is no runtime in them, options.firstAdoption says so.`
      : '';
  const message = `Instance ${instance.name} was not vacated within ${longest} s: ${vacated} of ${tasks} tasks are; ${counts.join(', ')}; ${needed} that only this instance can go on with.${unheard} Run the update again, with a longer handoverTimeoutSeconds if its steps take that long.`;
  return new TransshipError('HandoverTimedOut', message);
}
