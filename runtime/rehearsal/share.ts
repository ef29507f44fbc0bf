import type { Clock } from '../../core/clock';
import { writtenBy } from '../../core/execution';
import type { NodeRecord } from '../../core/node';
import { recordedOf } from '../../core/recorded';
import type { ExecutionForecast, RehearsalPart, RehearsedShare } from '../../core/rehearsal';
import type { ExecutionStore, StoredCheckpoint } from '../../store/executions';
import { shardOf, shards } from '../../store/keys';
import type { RehearsalStore } from '../../store/rehearsals';
import { untilAnswered } from '../../store/send';
import type { Service } from '../service';
import { forecastText, rehearse, type Rehearsed } from './rehearse';
import { within } from './within';

export interface ShareOptions {
  instance: string;
  slot: string;
  services: Map<string, Service>;
  store: ExecutionStore;
  rehearsals: RehearsalStore;
  /** All node records of the cluster. */
  peers: () => Promise<NodeRecord[]>;
  clock: Clock;
  /** Ends it, and whatever the store is asked for it. */
  signal: AbortSignal;
  onTrouble: (error: unknown) => void;
}

/** A node rehearses so many executions, so many side by side, for so long; the others are told as left. */
const MOST_REHEARSED = 500;
const AT_ONCE = 8;
const LONGEST_MS = 30_000;
/** Further down the lists it does not look: that there is more is told as one that is left. */
const MOST_LISTED = 20_000;
const LONGEST_REASON = 300;

/** Replays this node's share of the executions that the other instances run, and of those that nobody does. */
export async function rehearseShare(
  part: RehearsalPart,
  options: ShareOptions,
): Promise<RehearsedShare> {
  const share = await untilAnswered(() => shareOf(part, options), options);
  const forecasts: ExecutionForecast[] = [];
  let left = 0;
  const waiting = share.ids.slice(0, MOST_REHEARSED);
  await within(LONGEST_MS, options, async (signal) => {
    const lane = async (): Promise<void> => {
      while (!signal.aborted) {
        const id = waiting.shift();
        if (id === undefined) return;
        const forecast = await forecastIfAny(id, part, { ...options, signal });
        if (forecast === 'left') left += 1;
        else if (forecast) forecasts.push(forecast);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  });
  const beyond = Math.max(0, share.ids.length - MOST_REHEARSED) + (share.isAll ? 0 : 1);
  return { forecasts, left: left + waiting.length + beyond };
}

async function shareOf(
  { slots }: RehearsalPart,
  options: ShareOptions,
): Promise<{ ids: string[]; isAll: boolean }> {
  const { instance, slot, peers, store } = options;
  const others = (await peers()).filter((record) => record.instance !== instance);
  const lists = [
    ...others.map(({ node }) => store.ownedBy(node)),
    ...shards.map((shard) => store.parked(shard, Number.MAX_SAFE_INTEGER)),
  ];
  const ids: string[] = [];
  let listed = 0;
  for (const list of lists)
    for await (const id of list) {
      if ((listed += 1) > MOST_LISTED) return { ids, isAll: false };
      if (shardOf(id, slots.length) === slots.indexOf(slot)) ids.push(id);
    }
  return { ids, isAll: true };
}

/** What goes wrong with one is told, and holds up no other. */
async function forecastIfAny(
  id: string,
  part: RehearsalPart,
  options: ShareOptions,
): ReturnType<typeof forecastOf> {
  try {
    return await forecastOf(id, part, options);
  } catch (error) {
    options.onTrouble(error);
    return 'left';
  }
}

/** Undefined: it has ended meanwhile, or is touched by nobody. `left`: it has begun since the others prepared. */
async function forecastOf(
  id: string,
  part: RehearsalPart,
  options: ShareOptions,
): Promise<ExecutionForecast | 'left' | undefined> {
  const { store, services, clock } = options;
  const checkpoint = await untilAnswered(() => store.read(id), options);
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
  const found = await recordFor(service, checkpoint, part, options);
  if (!found) return 'left';
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
  { rehearsals, signal }: ShareOptions,
): Promise<{ record: Rehearsed; isReady: boolean } | undefined> {
  const version = writtenBy(checkpoint);
  const asItIs = { record: { ...recordedOf(checkpoint), version }, isReady: false };
  if (version === undefined || service.reads.includes(version)) return asItIs;
  const ready = await rehearsals.readyOf(rehearsal, checkpoint.id, { signal });
  if (ready === undefined) return undefined;
  if (ready === null) return asItIs;
  return { record: { ...ready.record, version: ready.version }, isReady: true };
}
