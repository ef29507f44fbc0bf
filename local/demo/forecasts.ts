import type { ExecutionForecast } from '../../core/rehearsal';
import { createRehearsalStore } from '../../store/rehearsals';
import type { Shop } from '../deploy';
import type { UpgradeLog } from './evidence';

/** What was forecast of each execution in the upgrade's rehearsal; nothing where there was none. */
export async function readForecasts(
  { transship, configuration }: Pick<Shop, 'transship' | 'configuration'>,
  { rehearsal }: UpgradeLog,
): Promise<ExecutionForecast[]> {
  if (!transship || !rehearsal) return [];
  const store = createRehearsalStore(transship.table, configuration.name);
  const shares = await store.shares(rehearsal.id);
  return shares.flatMap(({ forecasts }) => forecasts);
}
