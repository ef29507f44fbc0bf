import { type ExecutionHead, writtenBy } from '../../core/execution';
import type { RehearsalPart } from '../../core/rehearsal';
import type { NodeRecord } from '../../core/node';
import { shardOf, shards } from '../../store/keys';
import { untilAnswered } from '../../store/send';
import { translatedForOthers } from '../for-others';
import type { Run } from '../execution/run';
import type { Owned } from '../owned';
import type { Service } from '../service';
import type { ShareOptions } from './share';
import { within } from './within';

export interface PrepareOptions extends ShareOptions {
  owned: Owned;
}

/** So many that have not been saved yet are asked to save, and waited for so long: the others are not rehearsed. */
const MOST_SAVED = 100;
const SAVED_WITHIN_MS = 5_000;
const SAVE_LOOK_MS = 20;
/** So many are laid ready by each node, of so many looked at, for so long. */
const MOST_LAID_READY = 500;
const MOST_LOOKED_AT = 2_000;
const LONGEST_MS = 30_000;
/** An item may have 400 KB. A longer record is not laid ready, and so is told as left. */
const LONGEST_RECORD_BYTES = 350 * 1024;

/** Has what this node runs saved, and lays ready what the other release can read only if it is translated here. */
export async function prepare(part: RehearsalPart, options: PrepareOptions): Promise<void> {
  const { peers, services } = options;
  await save(options);
  const readers = (await untilAnswered(peers, options)).filter(
    ({ instance }) => instance === part.instance,
  );
  if (![...services.values()].some((service) => isNewTo(readers, service))) return;
  await within(LONGEST_MS, options, (signal) => layAllReady(part, readers, { ...options, signal }));
}

/** Resolves when what is asked for is saved, or when the time is over. */
async function save({ owned, clock, signal }: PrepareOptions): Promise<void> {
  const until = clock.elapsed() + SAVED_WITHIN_MS;
  const unsaved = owned.runs.filter((run) => !run.recorded).slice(0, MOST_SAVED);
  unsaved.forEach((run) => run.record());
  const isOpen = (run: Run) => !run.recorded && owned.run(run.id) === run;
  while (unsaved.some(isOpen) && clock.elapsed() < until && !signal.aborted)
    await clock.sleep(SAVE_LOOK_MS, signal);
}

/** Some version that is read here is not there. */
const isNewTo = (readers: NodeRecord[], { name, reads }: Service): boolean =>
  reads.some((version) => !readers.some((reader) => (reader.reads[name] ?? []).includes(version)));

/** What goes wrong with one is told, and holds up no other. */
async function layAllReady(
  part: RehearsalPart,
  readers: NodeRecord[],
  options: PrepareOptions,
): Promise<void> {
  const { signal, onTrouble } = options;
  let looked = 0;
  let laid = 0;
  for await (const id of ownShare(part, options)) {
    if (signal.aborted || laid >= MOST_LAID_READY || looked >= MOST_LOOKED_AT) return;
    looked += 1;
    try {
      if (await layReady(id, part, readers, options)) laid += 1;
    } catch (error) {
      onTrouble(error);
    }
  }
}

/** What it runs, and its part of what nobody does. */
async function* ownShare(
  { slots }: RehearsalPart,
  { owned, slot, store, signal }: PrepareOptions,
): AsyncIterable<string> {
  yield* owned.runs.map(({ id }) => id);
  const place = slots.indexOf(slot);
  for (const shard of shards)
    for await (const id of store.parked(shard, Number.MAX_SAFE_INTEGER)) {
      // Also where none of many falls to this node.
      if (signal.aborted) return;
      if (shardOf(id, slots.length) === place) yield id;
    }
}

async function layReady(
  id: string,
  { id: rehearsal }: RehearsalPart,
  readers: NodeRecord[],
  options: PrepareOptions,
): Promise<boolean> {
  const { services, store, rehearsals, signal } = options;
  // Most are read there as they are, and their records need not be.
  const head = await untilAnswered(() => store.head(id), options);
  if (!head || !services.has(head.service) || unreadVersion(head, readers) === undefined)
    return false;
  const checkpoint = await untilAnswered(() => store.read(id), options);
  const service = checkpoint && services.get(checkpoint.service);
  if (!service) return false;
  const version = unreadVersion(checkpoint, readers);
  if (version === undefined) return false;
  const others = translatedForOthers(service, { ...checkpoint, version }, readers);
  if (others && Buffer.byteLength(JSON.stringify(others)) > LONGEST_RECORD_BYTES) return false;
  await rehearsals.layReady(rehearsal, id, others ?? null, { signal });
  return true;
}

/** The version of its record, if none of these nodes reads it. */
function unreadVersion(head: ExecutionHead, readers: NodeRecord[]): string | undefined {
  const version = writtenBy(head);
  const isRead = readers.some(({ reads }) => reads[head.service]?.includes(version ?? ''));
  return isRead ? undefined : version;
}
