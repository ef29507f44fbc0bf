import { randomIds } from '../../core/ids';
import type { Change } from '../../core/transitions';
import type { ExecutionStore, StoredCheckpoint } from '../../store/executions';
import type { Event, Told } from './oracle';

/** What one who owns nothing yet knows of an execution that does not exist yet. */
const draftOf = (id: string, event: Extract<Event, { event: 'created' }>) => ({
  id,
  service: 'orders',
  version: event.version,
  owner: event.owner,
  requestDigest: undefined,
  input: { order: 1 },
  outcomes: event.outcomes ?? [],
  createdAt: 0,
});

function changeOf(event: Exclude<Event, { event: 'created' }>, now: number): Change {
  switch (event.event) {
    case 'claimed': {
      const { owner, version, unclean = false } = event;
      return { kind: 'claim', owner, version, unclean };
    }
    case 'committed':
      return { kind: 'commit', outcomes: event.outcomes };
    case 'parked':
      return { kind: 'park', due: now, excluded: event.excluded };
    case 'finished':
      return { kind: 'finish', result: event.result, expires: Math.floor(now / 1000) + 60 };
    case 'set aside':
      return { kind: 'set-aside', at: now };
    case 'retried':
      return { kind: 'retry', due: now };
  }
}

/** Writes one event; undefined when it was refused. */
export async function write(
  store: ExecutionStore,
  current: StoredCheckpoint | string,
  event: Event,
  now = Date.now(),
): Promise<StoredCheckpoint | undefined> {
  if (event.event === 'created') {
    if (typeof current !== 'string') throw new Error('It is there already');
    const answer = await store.create(draftOf(current, event));
    return 'created' in answer ? answer.created : undefined;
  }
  if (typeof current === 'string') throw new Error('It is not there yet');
  return store.write(current, changeOf(event, now));
}

/** Writes a whole history, telling before each event which it is. */
export async function play(
  store: ExecutionStore,
  events: Event[],
  { id = randomIds.next(), before }: { id?: string; before?: (index: number) => void } = {},
): Promise<StoredCheckpoint> {
  let current: StoredCheckpoint | undefined;
  for (const [index, event] of events.entries()) {
    before?.(index);
    current = await write(store, current ?? id, event);
    if (!current) throw new Error(`Refused: ${JSON.stringify(event)}`);
  }
  if (!current) throw new Error('A history has at least one event');
  return current;
}

/** Of a record, what the oracle tells. */
export const toldBy = (record: StoredCheckpoint | undefined): Told | undefined =>
  record && {
    status: record.status,
    owner: record.owner,
    version: record.version,
    epoch: record.epoch,
    seq: record.seq,
    attempts: record.attempts,
    excluded: record.excluded,
    outcomes: record.outcomes,
    result: record.result,
  };
