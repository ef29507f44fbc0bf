import { TransshipError } from '../core/errors';
import { recordedOf } from '../core/recorded';
import type { Service } from '../runtime/service';
import type { Passage } from '../runtime/translation/passages';
import { changeOf } from './change-of';
import { demand } from './demand';
import type { FoundFixture } from './read-fixtures';

export interface RoundTripsOptions {
  /** Versions from and to which a record need not be translated: it may stay. Default none. */
  mayStay?: string[];
}

/**
 * What the translators of `service` do is undone on the way back: a record of an earlier version that is translated to
 * this one and back is what it was, and so is one of this version that is translated to each of the others and back; what
 * has no place is forgotten and remembered. Each prefix of each fixture is tried, and its translation the other way
 * round. Fixtures of other services, and of versions that are read as they are, are passed over.
 *
 * Errors: `FixtureFailed`, with all that fail; also where nothing was to be translated.
 */
export async function roundTrips(
  service: Service,
  fixtures: FoundFixture[],
  { mayStay = [] }: RoundTripsOptions = {},
): Promise<void> {
  const { name, version, reads } = service;
  let tried = 0;
  await demand(service, fixtures, {
    promise: 'Every prefix of every fixture is what it was after a translation and back by',
    trial: (recorded) => {
      if (!reads.includes(recorded.version) && !mayStay.includes(recorded.version))
        return `It stays: version ${version} does not read ${recorded.version}`;
      const ways = waysFrom(recorded.version, service, mayStay);
      tried += ways.length;
      for (const way of ways) {
        const complaint = complaintOf(way, recorded);
        if (complaint !== undefined) return complaint;
      }
      return undefined;
    },
  });
  if (tried > 0) return;
  const message = `No fixture is of a version that service ${name} translates from or to.`;
  throw new TransshipError('FixtureFailed', message);
}

function waysFrom(from: string, { version, passages }: Service, mayStay: string[]): Passage[] {
  const meant = passages.filter((passage) => !mayStay.includes(passage.from));
  return from === version
    ? meant.map((passage) => passage.reversed())
    : meant.filter((passage) => passage.from === from);
}

function complaintOf(way: Passage, recorded: FoundFixture): string | undefined {
  const { from, to } = way;
  const back = way.reversed();
  try {
    const there = way.translate(recordedOf(recorded));
    const returned = back.translate(there);
    const change = changeOf(recordedOf(recorded), returned);
    if (change !== undefined) return `From version ${from} to ${to} and back, ${change}`;
    const changeThere = changeOf(there, way.translate(returned));
    if (changeThere !== undefined) return `From version ${to} to ${from} and back, ${changeThere}`;
    return undefined;
  } catch (error) {
    if (error instanceof TransshipError) return `It stays: ${error.message}`;
    throw error;
  }
}
