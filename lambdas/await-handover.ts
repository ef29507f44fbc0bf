import type { AuditedHandover } from '../core/audit';
import { listedRecords, staysAt, sumFigures } from '../core/census';
import { systemClock } from '../core/clock';
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
import type { HandoverFigures } from '../core/node';
import { type Sightings, sight } from '../core/sightings';
import { isTimeToEnd, nextLook, onlyStayingKeeps, verdictOn } from '../core/staying';
import type { Stays } from '../core/stays';
import { type Waiting, secondsWaited } from '../core/waiting';
import { type Audited, audited } from './audit';
import { instanceOf } from './census';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { refuseIfGated } from './gates';
import { type Work, underLock } from './lambda';
import { type Readers, keepReaders } from './last-reader';
import { type Look, lookForProof } from './proof';
import { type Left, stayedTooLong, timedOut } from './not-vacated';
import { publishFigures } from './telemetry';

export interface Progress extends Waiting, Audited {
  done: boolean;
  figures: HandoverFigures;
  tasks: number;
  vacated: number;
  /** Of the tasks, those that have never told of themselves. */
  silent: number;
  /** Executions that only this instance can go on with. */
  needed: number;
  /** Those by service and version, while there are any. */
  staying?: Stays[];
  /** The most that they were so far. */
  stayed?: number;
  /** Seconds of waiting in which nothing but those kept it from being vacated, the wait that follows included. */
  forStaying?: number;
  sightings: Sightings;
  ends: UnsealedEnds;
  /** Once it is vacated, if that is not proved of every task. */
  withoutProof?: WithoutProof;
}

export type Event = InstanceEvent & Again<Progress>;

/** Looks whether the instance is vacated, and moves on what keeps it from being. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  await refuseIfGated(work, { stays: (event.progress.needed ?? 0) > 0 });
  const waited = secondsWaited(event.progress);
  const look = await lookForProof(work, waited);
  const sightings = sight(event.progress.sightings ?? {}, look.census.records, waited);
  const ends = unsealedEnds(event.progress.ends ?? {}, look.census, look.drain, waited);

  const silent = silentTasks(look.census).length;
  publishFigures(event, sumFigures(listedRecords(look.census)), silent, waited);

  await stopFrozen(work, look, sightings, waited);
  const strays = straySlots(look.census, look.drain, event.progress.sightings ?? {}, sightings);
  const vacated = look.missing.length === 0 && strays.length === 0;
  const staying = isTimeToEnd(event.options.staying, waited) ? 'fail' : undefined;
  const settled = haveSettled(ends, waited);
  const readers = vacated ? await keepReaders(work, look, { settled, staying }) : undefined;
  const described = describe(look, sightings);
  const progress = {
    ...described,
    silent,
    ends,
    ...whatStays(event.progress, look, readers, described.figures.staying),
    waited,
  };
  if (readers?.kept) {
    const { instance, options } = event;
    const assumed = withoutProof(instance.name, look.census, options.firstAdoption);
    const told = await auditHandover(work, look, progress);
    return { ...progress, done: true, waitSeconds: 0, withoutProof: assumed, ...told };
  }
  const alone = strays.length === 0 && (vacated || onlyStayingKeeps(look.census, look.drain));
  return { ...progress, ...(await waitOn(work, look, progress, alone)), done: false };
});

/** `alone`: nothing keeps it from being vacated but what stays. */
async function waitOn(
  work: Work<Event>,
  { drain }: Look,
  progress: Left,
  alone: boolean,
): Promise<Pick<Progress, 'waitSeconds' | 'forStaying'>> {
  const { event } = work;
  const { staying: limit, handoverTimeoutSeconds } = event.options;
  const { needed: stays, waited } = progress;
  const { forStaying = 0 } = event.progress;
  const longest = longestHandover(handoverTimeoutSeconds, drain);
  const verdict = verdictOn({ waited, forStaying, longest, stays, alone }, limit);
  if (verdict === 'timedOut') throw timedOut(event, progress, longest);
  if (verdict === 'stayedTooLong') throw stayedTooLong(event, progress);
  if (verdict === 'end') await endStaying(work);
  const waitSeconds = nextLook(waited, limit);
  const isForStaying = limit !== undefined && alone && stays > 0;
  return { waitSeconds, forStaying: forStaying + (isForStaying ? waitSeconds : 0) };
}

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
  { drain, census }: Look,
  { figures, vacated, stayed = 0 }: Pick<Progress, 'figures' | 'vacated' | 'stayed'>,
): Promise<Audited> {
  const { outstayed } = sumFigures(listedRecords(census));
  const handover: AuditedHandover = {
    instance: instance.name,
    generation: drain.generation,
    at: new Date(systemClock.now()).toISOString(),
    tasks: vacated,
    parked: figures.parked,
    resumed: figures.resumed,
    translated: figures.translated,
    ...(stayed > 0 && { stayed }),
    ...(outstayed > 0 && { outstayed }),
  };
  return audited((send) => stores.audit.handover(cluster.name, lock.generation, handover, send));
}

/** What its nodes are at work on already, and what a scan has found besides, at this look or before. */
function whatStays(
  before: Partial<Progress>,
  { census }: Look,
  readers: Readers | undefined,
  owned: number,
): Pick<Progress, 'needed' | 'staying' | 'stayed'> {
  const needed = Math.max(readers?.needed ?? before.needed ?? 0, owned);
  const reported = staysAt(listedRecords(census));
  const staying = readers?.stays ?? (reported.length > 0 ? reported : (before.staying ?? []));
  const stayed = Math.max(before.stayed ?? 0, needed);
  return { needed, ...(needed > 0 && { staying }), ...(stayed > 0 && { stayed }) };
}

/** Once; the nodes that have sealed already find it when they are to drain anew. */
async function endStaying({ event, cluster, stores, lock }: Work<Event>): Promise<void> {
  const staying = { staying: 'fail' } as const;
  await lock.prove();
  await stores.modes.set(cluster.name, event.instance.name, 'draining', lock.generation, staying);
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
