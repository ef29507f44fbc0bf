import type { Clock } from '../../core/clock';
import { TransshipError } from '../../core/errors';
import type { Recorded } from '../../core/recorded';
import { type Divergence, Handling, REPLAY_PAUSE_MS, divergenceText } from '../execution/handling';
import { inOwnWords } from '../for-others';
import { outOfReach } from './outside';
import type { Service } from '../service';

/** What would come of an execution if this service went on with it. */
export type Forecast =
  /** It can be gone on with, as it is or in this service's words. */
  | { kind: 'movable' | 'translated' }
  /** Its record cannot be read here: it stays. */
  | { kind: 'pinned'; reason: string }
  /**
   * Its replay meets other steps than were recorded; or none for so long that nothing can be said; or it reaches the world
   * outside a step, where each replay does it again.
   */
  | { kind: 'failing'; divergence: Divergence | 'stands still' | { reached: string } };

/** What is rehearsed: a record, and the version that has written it; undefined: none has yet. */
export type Rehearsed = Recorded & { version: string | undefined };

/**
 * A handler is given so long in all for what it waits for and is no step; in looks, because time goes on in a process that
 * stands still.
 */
const STANDS_STILL_MS = 10_000;

export interface RehearseOptions {
  /** Of the execution. */
  id: string;
  clock: Clock;
  /** A handler that waits for so long for anything but steps stands still. Default: 10,000. */
  standsStillMs?: number;
}

/**
 * Replays a record with the code of a service and without side effects: what was recorded answers from the record, and the
 * first step that was not ends the replay, before its work begins. What the handler does between steps it does here too.
 */
export async function rehearse(
  service: Service,
  { version, ...record }: Rehearsed,
  { id, clock, standsStillMs = STANDS_STILL_MS }: RehearseOptions,
): Promise<Forecast> {
  if (version !== undefined && !service.reads.includes(version))
    return { kind: 'pinned', reason: `version ${service.version} does not read ${version}` };
  let translated: Recorded | undefined;
  try {
    translated = inOwnWords(service, version, record);
  } catch (error) {
    if (error instanceof TransshipError) return { kind: 'pinned', reason: error.message };
    throw error;
  }
  const { input, outcomes } = translated ?? record;
  let waited = 0;
  const isOver = () => (waited += REPLAY_PAUSE_MS) > standsStillMs;
  const { value: replayed, reached } = await outOfReach(async () => {
    const handling = new Handling(service, id, input);
    const replay = await handling.replay(outcomes, { clock, isOver });
    if (replay === 'through') await handling.comesToSomething(clock);
    return replay;
  });
  if (reached !== undefined) return { kind: 'failing', divergence: { reached } };
  if (replayed === 'through') return { kind: translated ? 'translated' : 'movable' };
  return { kind: 'failing', divergence: replayed === 'left' ? 'stands still' : replayed };
}

/** The forecast, told. */
export function forecastText(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'movable':
      return 'It can be gone on with as it is';
    case 'translated':
      return 'It can be gone on with once it is translated';
    case 'pinned':
      return `It stays: ${forecast.reason}`;
    case 'failing':
      return failureText(forecast.divergence);
  }
}

function failureText(failure: (Forecast & { kind: 'failing' })['divergence']): string {
  if (failure === 'stands still')
    return 'Its replay stands still: the handler waits for anything but its steps';
  if ('reached' in failure)
    return `Its replay reaches ${failure.reached} outside a step, as each replay would`;
  return `Its replay diverges: ${divergenceText(failure)}`;
}
