import { TransshipError } from '../core/errors';
import type { Checkpoint } from '../core/execution';
import type { NodeRecord } from '../core/node';
import { type Claimable, canTakeOver } from '../core/readers';
import { type Recorded, recordedOf } from '../core/recorded';
import type { Service } from './service';

/** Of an execution that is to be left to others. */
export type Left = Pick<Claimable, 'version' | 'excluded'>;

/**
 * A record in the words of a version that nodes elsewhere can go on with, where none can with it as it is. Undefined: some
 * can, or nothing is known of any, or it cannot be translated for them.
 */
export function forOthers(
  service: Service,
  { version, excluded }: Left,
  record: Recorded,
  elsewhere: NodeRecord[],
): { version: string; record: Recorded } | undefined {
  const isReadAs = (as: string | undefined) =>
    elsewhere.some((node) =>
      canTakeOver(
        node,
        { service: service.name, version: as, status: 'parked', owner: undefined, excluded },
        false,
      ),
    );
  if (elsewhere.length === 0 || isReadAs(version)) return undefined;
  // What another version has written may be read in this one's own words.
  if (isReadAs(service.version)) return { version: service.version, record };
  for (const passage of service.passages) {
    if (!isReadAs(passage.from)) continue;
    try {
      return { version: passage.from, record: passage.reversed().translate(record) };
    } catch {
      // Then it stays, unless another version can be found for it.
    }
  }
  return undefined;
}

/** The same of one that nobody owns, whatever version has written it; undefined also if it cannot be read here. */
export function translatedForOthers(
  service: Service,
  checkpoint: Checkpoint,
  elsewhere: NodeRecord[],
): { version: string; record: Recorded } | undefined {
  const { version } = checkpoint;
  const record = recordedOf(checkpoint);
  try {
    return forOthers(
      service,
      checkpoint,
      inOwnWords(service, version, record) ?? record,
      elsewhere,
    );
  } catch {
    return undefined;
  }
}

/** The record in the words of the service's own version; undefined: it is as it is. Errors: `TranslationFailed`. */
export function inOwnWords(
  { version: own, reads, passages }: Service,
  version: string | undefined,
  record: Recorded,
): Recorded | undefined {
  if (version === undefined || reads.includes(version))
    return passages.find(({ from }) => from === version)?.translate(record);
  throw new TransshipError('TranslationFailed', `Version ${own} does not read ${version}.`);
}
