import type { Clock } from '../../core/clock';
import { TransshipError } from '../../core/errors';
import { writtenBy } from '../../core/execution';
import { type Recorded, recordedOf } from '../../core/recorded';
import type { StoredCheckpoint } from '../../store/executions';
import { inOwnWords } from '../for-others';
import type { Service } from '../service';
import { type Forecast, forecastText, rehearse } from './rehearse';

/**
 * The record in the words of the version that is about to go on with it; undefined: it is as it is. `unclean`: what was cut
 * off under another version must not be forgotten because this one turns out not to follow the record, so it is rehearsed
 * before it is claimed. Errors: `TranslationFailed`.
 */
export async function readable(
  service: Service,
  checkpoint: StoredCheckpoint,
  { unclean, clock }: { unclean: boolean; clock: Clock },
): Promise<Recorded | undefined> {
  const version = writtenBy(checkpoint);
  const record = recordedOf(checkpoint);
  if (unclean && checkpoint.version !== service.version) {
    const forecast = await rehearse(service, { ...record, version }, { id: checkpoint.id, clock });
    if (!isMovable(forecast))
      throw new TransshipError('TranslationFailed', `${forecastText(forecast)}.`);
  }
  return inOwnWords(service, version, record);
}

const isMovable = ({ kind }: Forecast): boolean => kind === 'movable' || kind === 'translated';
