import type { Clock } from '../../core/clock';
import { writtenBy } from '../../core/execution';
import type { NodeRecord } from '../../core/node';
import { recordedOf } from '../../core/recorded';
import type { ExecutionForecast, RehearsalPart, RehearsedShare } from '../../core/rehearsal';
import type { ExecutionStore, StoredCheckpoint } from '../../store/executions';
import { shardOf, shards } from '../../store/keys';
import type { RehearsalStore } from '../../store/rehearsals';
import type { Service } from '../service';
import { forecastText, rehearse, type Rehearsed } from './rehearse';

export interface ShareOptions {
  instance: string;
  slot: string;
  services: Map<string, Service>;
  store: ExecutionStore;
  rehearsals: RehearsalStore;
  /** All node records of the cluster. */
  peers: () => Promise<NodeRecord[]>;
  clock: Clock;
}

/** A node rehearses so many executions, so many side by side, for so long; the others are told as left. */
const MOST_REHEARSED = 500;
const AT_ONCE = 8;
const LONGEST_MS = 30_000;
/** Further down the lists it does not look. */
const MOST_LISTED = 20_000;
const LONGEST_REASON = 300;

/** Replays this node's share of the executions that the other instances run, and of those that nobody does. */
export async function rehearseShare(
  part: RehearsalPart,
  options: ShareOptions,
): Promise<RehearsedShare> {
  const share = await shareOf(part, options);
  const until = options.clock.elapsed() + LONGEST_MS;
  const forecasts: ExecutionForecast[] = [];
  let unprepared = 0;
  const waiting = share.slice(0, MOST_REHEARSED);
  const lane = async (): Promise<void> => {
    while (options.clock.elapsed() < until) {
      const id = waiting.shift();
      if (id === undefined) return;
      const forecast = await forecastOf(id, part, options);
      if (forecast === 'unprepared') unprepared += 1;
      else if (forecast) forecasts.push(forecast);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const beyond = Math.max(0, share.length - MOST_REHEARSED);
  return { forecasts, left: unprepared + waiting.length + beyond };
}

async function shareOf({ slots }: RehearsalPart, options: ShareOptions): Promise<string[]> {
  const { instance, slot, peers, store } = options;
  const others = (await peers()).filter((record) => record.instance !== instance);
  const lists = [
    ...others.map(({ node }) => store.ownedBy(node)),
    ...shards.map((shard) => store.parked(shard, Number.MAX_SAFE_INTEGER)),
  ];
  const share: string[] = [];
  let listed = 0;
  for (const list of lists)
    for await (const id of list) {
      if ((listed += 1) > MOST_LISTED) return share;
      if (shardOf(id, slots.length) === slots.indexOf(slot)) share.push(id);
    }
  return share;
}

/** Undefined: it has ended meanwhile, or is touched by nobody. `unprepared`: it has begun since the others prepared. */
async function forecastOf(
  id: string,
  part: RehearsalPart,
  { store, services, rehearsals, clock }: ShareOptions,
): Promise<ExecutionForecast | 'unprepared' | undefined> {
  const checkpoint = await store.read(id);
  if (!checkpoint || checkpoint.status === 'finished' || checkpoint.status === 'aside')
    return undefined;
  const version = writtenBy(checkpoint);
  const of = {
    execution: id,
    service: checkpoint.service,
    ...(version !== undefined && { version }),
  };
  const pinned = (reason: string): ExecutionForecast => ({ ...of, kind: 'pinned', reason });
  const service = services.get(checkpoint.service);
  if (!service) return pinned('the release has no service of this name');
  if (checkpoint.excluded.includes(service.version))
    return pinned(`it has diverged on version ${service.version} before`);
  const found = await recordFor(service, checkpoint, part, rehearsals);
  if (!found) return 'unprepared';
  const { record, isReady } = found;
  const forecast = await rehearse(service, record, { id, clock });
  if (forecast.kind === 'movable' || forecast.kind === 'translated')
    return { ...of, kind: isReady ? 'translated' : forecast.kind };
  const reason = `on version ${service.version}: ${forecastText(forecast)}`;
  return { ...of, kind: forecast.kind, reason: reason.slice(0, LONGEST_REASON) };
}

/** In the words in which it would be left for this service, if those who run it translate it. */
async function recordFor(
  service: Service,
  checkpoint: StoredCheckpoint,
  { id: rehearsal }: RehearsalPart,
  rehearsals: RehearsalStore,
): Promise<{ record: Rehearsed; isReady: boolean } | undefined> {
  const version = writtenBy(checkpoint);
  const asItIs = { record: { ...recordedOf(checkpoint), version }, isReady: false };
  if (version === undefined || service.reads.includes(version)) return asItIs;
  const ready = await rehearsals.readyOf(rehearsal, checkpoint.id);
  if (ready === undefined) return undefined;
  if (ready === null) return asItIs;
  return { record: { ...ready.record, version: ready.version }, isReady: true };
}
