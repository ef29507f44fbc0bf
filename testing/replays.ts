import { systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';
import { randomIds } from '../core/ids';
import type { Json } from '../core/json';
import { recordedOf } from '../core/recorded';
import { forecastText, rehearse } from '../runtime/rehearsal/rehearse';
import type { Service } from '../runtime/service';
import { demand } from './demand';
import { listened } from './listened';
import type { FoundFixture } from './read-fixtures';

export interface ReplaysOptions {
  /**
   * Versions whose executions may stay with the nodes that read them, because `service` does not read those versions or
   * cannot translate the record. Default none: one that stays is a failure.
   */
  mayStay?: string[];
  /**
   * For the way back: a later release, with translators. What it has recorded is tried in the words in which it leaves it
   * to nodes of `service`. Default: every record is tried as it is.
   */
  leftBy?: Service;
  /**
   * Looks at what the handler has returned, where a record leads to its end; what it throws is the failure. Default: any
   * result will do. A member that is read and not there is `undefined` to a handler, and no replay notices that.
   */
  checkResult?: (result: Json, record: FoundFixture) => unknown;
}

/**
 * Every execution that was recorded goes on with the code of `service`, whichever of its outcomes it has come to: each
 * prefix of each fixture is read or translated, and replayed. Nothing is done outside: no step is run, only what the
 * handler does between steps. A handler fails, too, that ends with an error of JavaScript's own (`TypeError` and the
 * like), as code does that does not find what it reads. Fixtures of other services are passed over.
 *
 * Errors: `FixtureFailed`, with all that fail; also where no fixture is of the service.
 */
export const replays = (
  service: Service,
  fixtures: FoundFixture[],
  { mayStay = [], ...options }: ReplaysOptions = {},
): Promise<void> =>
  demand(service, fixtures, {
    promise: 'Every prefix of every fixture replays on',
    trial: async (recorded) => {
      const met = await meet(service, recorded, options);
      if (met.kind === 'stays' && mayStay.includes(recorded.version)) return undefined;
      return met.complaint;
    },
  });

/** `stays`: that may be. */
interface Met {
  kind: 'replays' | 'fails' | 'stays';
  complaint?: string;
}

async function meet(
  service: Service,
  recorded: FoundFixture,
  { leftBy, checkResult }: ReplaysOptions,
): Promise<Met> {
  let record: FoundFixture;
  try {
    record = leftBy ? left(leftBy, recorded, service) : recorded;
  } catch (error) {
    if (!(error instanceof TransshipError)) throw error;
    return { kind: 'stays', complaint: `It stays: ${error.message}` };
  }
  const { handled, ended } = listened(service);
  const rehearsed = { ...recordedOf(record), version: record.version };
  const forecast = await rehearse(handled, rehearsed, {
    id: randomIds.next(),
    clock: systemClock,
    standsStillMs: STANDS_STILL_MS,
  });
  if (forecast.kind === 'movable' || forecast.kind === 'translated') {
    const complaint = await ended.complaint((result) => checkResult?.(result, record));
    return complaint === undefined ? { kind: 'replays' } : { kind: 'fails', complaint };
  }
  const complaint = `${forecastText(forecast)}${ended.error === undefined ? '' : `: ${ended.error}`}`;
  return { kind: forecast.kind === 'pinned' ? 'stays' : 'fails', complaint };
}

/** As a node of a later release leaves it, where `to` reads no record of that one. */
function left(by: Service, recorded: FoundFixture, to: Service): FoundFixture {
  if (recorded.version !== by.version || to.reads.includes(by.version)) return recorded;
  const passage = by.passages.find(({ from }) => to.reads.includes(from));
  if (!passage) return recorded;
  const record = passage.reversed().translate(recordedOf(recorded));
  return { ...recorded, ...record, version: passage.from };
}

/** As patient as a node with a branch that is busy, but whoever waits for anything but steps is given up sooner. */
const STANDS_STILL_MS = 2_500;
