import type { AuditedRehearsal } from '../core/audit';
import type { Census } from '../core/census';
import { listedRecords } from '../core/census';
import { systemClock } from '../core/clock';
import {
  type Rehearsal,
  type RehearsalPart,
  bounded,
  intolerable,
  sumShares,
} from '../core/rehearsal';
import type { TransshipError } from '../core/errors';
import { type Waiting, secondsWaited } from '../core/waiting';
import { type Audited, audited } from './audit';
import { instanceOf, takeCensus } from './census';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { nodesEnded, notAnswered, notKnown, notTolerated } from './rehearsal-failures';

interface Progress extends Waiting, Audited {
  done: boolean;
  /** What the nodes have been asked for; `none`: not rehearsed, and why. */
  part?: RehearsalPart['part'] | 'none';
  why?: string;
  /** Of the nodes that rehearse. */
  slots?: string[];
  /** How often it was begun: anew when a node that rehearses has ended. */
  tries?: number;
  /** Seconds waited before the last of them. */
  since?: number;
  /** Once it is done: by which the public store has the forecast of each execution, for a week. */
  id?: string;
  forecast?: Rehearsal;
}

type Event = InstanceEvent & Again<Progress>;

interface Rehearsing extends Work<Event> {
  censusOf: (instance: string) => Promise<Census>;
}

/** More nodes of an instance than this do not share executions out among them. */
const MOST_SLOTS = 16;
/** What has not been saved by then in a try is not rehearsed. */
export const PREPARED_WITHIN_SECONDS = 15;
/** Each try. A node rehearses for half a minute at most. */
export const REHEARSED_WITHIN_SECONDS = 150;
/** Nodes are replaced for other reasons too; those that end at each try are ended by the release. */
export const MOST_TRIES = 3;

/**
 * Ever longer, also from one try to the next, and sooner than elsewhere: it is over soon, and the looks of five instances
 * have to fit into one execution. Never past the seconds that are left.
 */
export const nextLook = (waited: number, left: number): number =>
  Math.max(1, Math.min(1 + Math.floor(waited / 2), left));

/**
 * Before anything returns to an instance that has been updated, its nodes replay what the others have half done, with
 * nothing happening outside: what would come of it is known before any request or execution reaches the new release.
 */
export const handler = underLock((work: Work<Event>) =>
  rehearse({
    ...work,
    censusOf: (name) => takeCensus(work.cluster, instanceOf(work.cluster, name), work.stores),
  }),
);

export async function rehearse(work: Rehearsing): Promise<Progress> {
  const { part, since = 0, ...before } = work.event.progress;
  const waited = secondsWaited(before);
  const again = { ...before, part, since, done: false, waited };
  if (part === undefined) return { ...again, waitSeconds: 0, ...(await begin(work)) };
  const taken = waited - since;
  const within = part === 'prepare' ? PREPARED_WITHIN_SECONDS : REHEARSED_WITHIN_SECONDS;
  const seen = await (part === 'prepare' ? goOn(work, taken) : look(work, waited));
  return { ...again, waitSeconds: nextLook(waited, within - taken), ...seen };
}

/** Has the vacated nodes rehearse once the others are prepared. */
async function goOn(work: Rehearsing, taken: number): Promise<Partial<Progress>> {
  const isPrepared = (await prepared(work)) || taken >= PREPARED_WITHIN_SECONDS;
  if (!isPrepared) return {};
  const { tries = 1, slots = [] } = work.event.progress;
  await ask(work, work.event.instance.name, partOf(work, tries, 'rehearse', slots));
  return { part: 'rehearse', waitSeconds: 1 };
}

/** Ends when all have said what they have seen; begins anew where one of them is not there any more. */
async function look(work: Rehearsing, waited: number): Promise<Partial<Progress>> {
  const { event } = work;
  const { tries = 1, slots = [], since = 0 } = event.progress;
  const isLast = waited - since >= REHEARSED_WITHIN_SECONDS;
  const there = await work.censusOf(event.instance.name);
  const taking = rehearsing(there).filter(({ slot }) => slots.includes(slot));
  if (taking.length < slots.length) {
    const others = slotsOf(there);
    if (tries >= MOST_TRIES || (isLast && others.length === 0))
      return giveUp(event, nodesEnded(event, tries));
    return others.length === 0 ? {} : beginTry(work, tries + 1, others, waited);
  }
  if (taking.every(({ rehearsed }) => rehearsed === idOf(work, tries))) return end(work, tries);
  if (isLast) return giveUp(event, notAnswered(event, REHEARSED_WITHIN_SECONDS));
  return {};
}

/** Who goes back wants to be rid of a release, and is kept only by what he says himself. */
const isHeldAgainst = (event: Event): boolean => !event.rollBack || isAsked(event);

function giveUp(event: Event, failure: TransshipError): Partial<Progress> {
  if (isHeldAgainst(event)) throw failure;
  return none(failure.message);
}

const none = (why: string) => ({ done: true, waitSeconds: 0, part: 'none', why }) as const;

/** Of this upgrade and no other, also when the Lambda is tried again. */
const idOf = ({ event, lock }: Work<Event>, tries: number): string =>
  `${lock.generation}.${event.instance.name}.${tries}`;

const partOf = (
  work: Work<Event>,
  tries: number,
  part: RehearsalPart['part'],
  slots: string[],
): RehearsalPart => ({ id: idOf(work, tries), part, instance: work.event.instance.name, slots });

/** Errors: `RehearsalFailed` if something was asked of a rehearsal, and nobody there knows of any. */
async function begin(work: Rehearsing): Promise<Partial<Progress>> {
  const { event, cluster, stores } = work;
  const { name } = event.instance;
  if ((await stores.modes.read(cluster.name, name)).mode === 'serving')
    return none('it serves already');
  const slots = slotsOf(await work.censusOf(name));
  if (slots.length > 0) return beginTry(work, 1, slots, 0);
  if (isAsked(event)) throw notKnown(event);
  return none('its runtime is from before there were rehearsals');
}

/** Asks those who run executions to prepare. */
async function beginTry(
  work: Rehearsing,
  tries: number,
  slots: string[],
  since: number,
): Promise<Partial<Progress>> {
  for (const other of othersOf(work)) {
    const those = slotsOf(await work.censusOf(other));
    if (those.length > 0) await ask(work, other, partOf(work, tries, 'prepare', those));
  }
  return { part: 'prepare', slots, tries, since, waitSeconds: 1 };
}

async function ask(work: Work<Event>, instance: string, part: RehearsalPart): Promise<void> {
  const { cluster, stores, lock } = work;
  await lock.prove();
  await stores.modes.rehearse(cluster.name, instance, part, lock.generation);
}

async function prepared(work: Rehearsing): Promise<boolean> {
  const { tries = 1 } = work.event.progress;
  const others = await Promise.all(othersOf(work).map(work.censusOf));
  return others
    .flatMap(rehearsing)
    .every(({ state, rehearsed }) => state !== 'serving' || rehearsed === idOf(work, tries));
}

const othersOf = ({ event, cluster }: Work<Event>): string[] =>
  cluster.instances.map(({ name }) => name).filter((name) => name !== event.instance.name);

/** Nodes that know of rehearsals. */
const rehearsing = (census: Census) =>
  listedRecords(census).filter(({ rehearsed }) => rehearsed !== undefined);

const slotsOf = (census: Census): string[] =>
  rehearsing(census)
    .map(({ slot }) => slot)
    .sort()
    .slice(0, MOST_SLOTS);

const isAsked = ({ options }: Event): boolean =>
  options.requireMovable !== undefined || options.mayStay !== undefined;

/** Errors: `RehearsalFailed` if what was seen is more than the update tolerates. */
async function end(work: Rehearsing, tries: number): Promise<Partial<Progress>> {
  const { event, cluster, stores, lock } = work;
  const { instance, options } = event;
  const id = idOf(work, tries);
  const forecast = sumShares(await stores.rehearsals.shares(id));
  const at = new Date(systemClock.now()).toISOString();
  const unrecorded = await audited((send) =>
    stores.audit.rehearsal(
      cluster.name,
      lock.generation,
      auditedAs(instance.name, at, forecast),
      send,
    ),
  );
  const why = isHeldAgainst(event) ? intolerable(forecast, options) : undefined;
  if (why !== undefined) throw notTolerated(event, forecast, why);
  return { done: true, waitSeconds: 0, id, forecast: bounded(forecast), ...unrecorded };
}

const auditedAs = (
  instance: string,
  at: string,
  { rehearsed, left, movable, translated, pinned, failing }: Rehearsal,
): AuditedRehearsal => ({ instance, at, rehearsed, left, movable, translated, pinned, failing });
