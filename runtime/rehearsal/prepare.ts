import { writtenBy } from '../../core/execution';
import type { RehearsalPart } from '../../core/rehearsal';
import type { NodeRecord } from '../../core/node';
import { shardOf, shards } from '../../store/keys';
import { translatedForOthers } from '../for-others';
import type { Run } from '../execution/run';
import type { Owned } from '../owned';
import type { Service } from '../service';
import type { ShareOptions } from './share';

export interface PrepareOptions extends ShareOptions {
  owned: Owned;
}

/** So many that have not been saved yet are asked to save, and waited for so long: the others are not rehearsed. */
const MOST_SAVED = 100;
const SAVED_WITHIN_MS = 5_000;
const SAVE_LOOK_MS = 20;
/** So many are laid ready by each node. */
const MOST_LAID_READY = 500;
/** An item may have 400 KB. A longer record is not laid ready, and so is told as left. */
const LONGEST_RECORD_BYTES = 350 * 1024;

/** Has what this node runs saved, and lays ready what the other release can read only if it is translated here. */
export async function prepare(part: RehearsalPart, options: PrepareOptions): Promise<void> {
  const { peers, services } = options;
  await save(options);
  const readers = (await peers()).filter(({ instance }) => instance === part.instance);
  if (![...services.values()].some((service) => isNewTo(readers, service))) return;
  let laid = 0;
  for await (const id of ownShare(part, options)) {
    if (laid >= MOST_LAID_READY) return;
    if (await layReady(id, part, readers, options)) laid += 1;
  }
}

/** Resolves when what is asked for is saved, or when the time is over. */
async function save({ owned, clock }: PrepareOptions): Promise<void> {
  const until = clock.elapsed() + SAVED_WITHIN_MS;
  const unsaved = owned.runs.filter((run) => !run.recorded).slice(0, MOST_SAVED);
  unsaved.forEach((run) => run.record());
  const isOpen = (run: Run) => !run.recorded && owned.run(run.id) === run;
  while (unsaved.some(isOpen) && clock.elapsed() < until) await clock.sleep(SAVE_LOOK_MS);
}

/** Some version that is read here is not there. */
const isNewTo = (readers: NodeRecord[], { name, reads }: Service): boolean =>
  reads.some((version) => !readers.some((reader) => (reader.reads[name] ?? []).includes(version)));

/** What it runs, and its part of what nobody does. */
async function* ownShare(
  { slots }: RehearsalPart,
  { owned, slot, store }: PrepareOptions,
): AsyncIterable<string> {
  yield* owned.runs.map(({ id }) => id);
  const place = slots.indexOf(slot);
  for (const shard of shards)
    for await (const id of store.parked(shard, Number.MAX_SAFE_INTEGER))
      if (shardOf(id, slots.length) === place) yield id;
}

async function layReady(
  id: string,
  { id: rehearsal }: RehearsalPart,
  readers: NodeRecord[],
  { services, store, rehearsals }: PrepareOptions,
): Promise<boolean> {
  const checkpoint = await store.read(id);
  const service = checkpoint && services.get(checkpoint.service);
  if (!service) return false;
  const version = writtenBy(checkpoint);
  const isRead = readers.some(({ reads }) => reads[service.name]?.includes(version ?? ''));
  if (version === undefined || isRead) return false;
  const others = translatedForOthers(service, { ...checkpoint, version }, readers);
  if (others && Buffer.byteLength(JSON.stringify(others)) > LONGEST_RECORD_BYTES) return false;
  await rehearsals.layReady(rehearsal, id, others ?? null);
  return true;
}
