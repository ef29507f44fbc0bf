import type { AuditedRehearsal } from '../core/audit';
import type { Census } from '../core/census';
import { listedRecords } from '../core/census';
import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import {
  type Rehearsal,
  type RehearsalPart,
  bounded,
  intolerable,
  sumShares,
} from '../core/rehearsal';
import { type Waiting, secondsWaited } from '../core/waiting';
import { type Audited, audited } from './audit';
import { instanceOf, takeCensus } from './census';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';

interface Progress extends Waiting, Audited {
  done: boolean;
  /** What the nodes have been asked for; `none`: not rehearsed, and why. */
  part?: RehearsalPart['part'] | 'none';
  why?: string;
  /** Of the nodes that rehearse. */
  slots?: string[];
  /** How often it was begun: anew when a node that rehearses has ended. */
  tries?: number;
  /** Once it is done: by which the public store has the forecast of each execution, for a week. */
  id?: string;
  forecast?: Rehearsal;
}

type Event = InstanceEvent & Again<Progress>;

/** More nodes of an instance than this do not share executions out among them. */
const MOST_SLOTS = 16;
/** What has not been saved by then is not rehearsed. */
const PREPARED_WITHIN_SECONDS = 15;
/** In all. A node rehearses for half a minute at most. */
export const REHEARSED_WITHIN_SECONDS = 150;

/** Ever longer, and sooner than elsewhere: it is over soon, and the looks of five instances have to fit into one execution. */
export const nextLook = (waited: number): number => 1 + Math.floor(waited / 2);

/**
 * Before anything returns to an instance that has been updated, its nodes replay what the others have half done, with
 * nothing happening outside: what would come of it is known before any request or execution reaches the new release.
 */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  const waited = secondsWaited(event.progress);
  const again = { ...event.progress, done: false, waited, waitSeconds: nextLook(waited) };
  const { part } = again;
  if (part === undefined) return { ...again, ...(await begin(work)) };
  if (waited >= REHEARSED_WITHIN_SECONDS) throw notAnswered(event);
  return { ...again, ...(await (part === 'prepare' ? goOn(work, waited) : look(work))) };
});

/** Has the vacated nodes rehearse once the others are prepared. */
async function goOn(work: Work<Event>, waited: number): Promise<Partial<Progress>> {
  const isPrepared = waited >= PREPARED_WITHIN_SECONDS || (await prepared(work));
  if (!isPrepared) return {};
  const { tries = 1, slots = [] } = work.event.progress;
  await ask(work, work.event.instance.name, partOf(work, tries, 'rehearse', slots));
  return { part: 'rehearse', waitSeconds: 1 };
}

/** Ends when all have said what they have seen; begins anew where one of them is not there any more. */
async function look(work: Work<Event>): Promise<Partial<Progress>> {
  const { tries = 1, slots = [] } = work.event.progress;
  const nodes = rehearsing(await censusOf(work, work.event.instance.name));
  const taking = nodes.filter(({ slot }) => slots.includes(slot));
  if (taking.length < slots.length) return begin(work);
  const isOver = taking.every(({ rehearsed }) => rehearsed === idOf(work, tries));
  return isOver ? end(work, tries) : {};
}

/** Of this upgrade and no other, also when the Lambda is tried again. */
const idOf = ({ event, lock }: Work<Event>, tries: number): string =>
  `${lock.generation}.${event.instance.name}.${tries}`;

const partOf = (
  work: Work<Event>,
  tries: number,
  part: RehearsalPart['part'],
  slots: string[],
): RehearsalPart => ({ id: idOf(work, tries), part, instance: work.event.instance.name, slots });

/** Asks those who run executions to prepare, if there is anybody to rehearse them. */
async function begin(work: Work<Event>): Promise<Partial<Progress>> {
  const { event, cluster, stores } = work;
  const { name } = event.instance;
  const none = (why: string) => ({ done: true, waitSeconds: 0, part: 'none', why }) as const;
  if ((await stores.modes.read(cluster.name, name)).mode === 'serving')
    return none('it serves already');
  const slots = slotsOf(await censusOf(work, name));
  if (slots.length === 0) return none('its runtime is from before there were rehearsals');
  const tries = (event.progress.tries ?? 0) + 1;
  for (const other of othersOf(work)) {
    const those = slotsOf(await censusOf(work, other));
    if (those.length > 0) await ask(work, other, partOf(work, tries, 'prepare', those));
  }
  return { part: 'prepare', slots, tries, waitSeconds: 1 };
}

async function ask(work: Work<Event>, instance: string, part: RehearsalPart): Promise<void> {
  const { cluster, stores, lock } = work;
  await lock.prove();
  await stores.modes.rehearse(cluster.name, instance, part, lock.generation);
}

async function prepared(work: Work<Event>): Promise<boolean> {
  const { tries = 1 } = work.event.progress;
  const others = await Promise.all(othersOf(work).map((other) => censusOf(work, other)));
  return others
    .flatMap(rehearsing)
    .every(({ state, rehearsed }) => state !== 'serving' || rehearsed === idOf(work, tries));
}

const othersOf = ({ event, cluster }: Work<Event>): string[] =>
  cluster.instances.map(({ name }) => name).filter((name) => name !== event.instance.name);

const censusOf = ({ cluster, stores }: Work<Event>, name: string): Promise<Census> =>
  takeCensus(cluster, instanceOf(cluster, name), stores);

/** Nodes that know of rehearsals. */
const rehearsing = (census: Census) =>
  listedRecords(census).filter(({ rehearsed }) => rehearsed !== undefined);

const slotsOf = (census: Census): string[] =>
  rehearsing(census)
    .map(({ slot }) => slot)
    .sort()
    .slice(0, MOST_SLOTS);

/** Errors: `RehearsalFailed` if what was seen is more than the update tolerates. */
async function end(work: Work<Event>, tries: number): Promise<Partial<Progress>> {
  const { event, cluster, stores, lock } = work;
  const { instance, options, rollBack } = event;
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
  // Who goes back wants to be rid of a release, and is kept only by what he says himself.
  const isAsked = options.requireMovable !== undefined || options.mayStay !== undefined;
  const why = rollBack && !isAsked ? undefined : intolerable(forecast, options);
  if (why !== undefined) throw failed(event, why);
  return { done: true, waitSeconds: 0, id, forecast: bounded(forecast), ...unrecorded };
}

const auditedAs = (
  instance: string,
  at: string,
  { rehearsed, left, movable, translated, pinned, failing }: Rehearsal,
): AuditedRehearsal => ({ instance, at, rehearsed, left, movable, translated, pinned, failing });

function failed({ instance }: Event, why: string): TransshipError {
  const message = `The release that instance ${instance.name} was given cannot go on with what is half done. ${why}. No request has been led to it. Mend its code or give it translators; or say with options.requireMovable and options.mayStay what may stay where it is.`;
  return new TransshipError('RehearsalFailed', message);
}

function notAnswered({ instance }: Event): TransshipError {
  const message = `What is half done could not be rehearsed: not every node of instance ${instance.name} answered within ${REHEARSED_WITHIN_SECONDS} s. Its log says what kept it. Run the update again, or with options.rehearse: false.`;
  return new TransshipError('RehearsalFailed', message);
}
