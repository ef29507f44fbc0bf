import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../core/clock';
import { TransshipError } from '../../core/errors';
import { type Freeze, isInForce, whyNotNow } from '../../core/freeze';
import { reach } from '../cloud/cluster';
import { exitCodes } from '../exit';
import { who } from '../who';
import type { Verb } from './verb';

interface FreezeOptions {
  reason: string;
  /** ISO 8601. */
  until?: string;
  by?: string;
}

/** Has no new upgrade of the cluster begin. What is under way goes on. */
export const freeze: Verb<FreezeOptions> = async ({ console, place }, { reason, until, by }) => {
  const { openStores } = await reach(place);
  const { cluster } = place;
  const since = new Date(systemClock.now()).toISOString();
  const asked: Freeze = { reason, by: by ?? who(), since, ...(until && { until }) };
  const standing = await openStores().freezes.set(cluster, asked);
  if (!isDeepStrictEqual(standing, asked)) throw frozenBefore(cluster, standing);
  console.result({ cluster, freeze: asked }, () =>
    [
      `No new upgrade of cluster ${cluster} begins ${until ? `until ${until}` : 'until transship unfreeze'}.`,
      'What is under way goes on, and an unfinished upgrade may be carried on or rolled back.',
    ].join('\n'),
  );
  return exitCodes.done;
};

/** Lets upgrades begin again. */
export const unfreeze: Verb<object> = async ({ console, place }) => {
  const { openStores } = await reach(place);
  const { freezes } = openStores();
  const { cluster } = place;
  const standing = await freezes.read(cluster);
  if (standing) await freezes.lift(cluster, standing);
  const lifted = standing && isInForce(standing, systemClock.now()) ? standing : null;
  console.result({ cluster, lifted }, () =>
    lifted
      ? `The freeze of cluster ${cluster} by ${lifted.by} is lifted: ${lifted.reason}`
      : `Cluster ${cluster} was not frozen.`,
  );
  return exitCodes.done;
};

function frozenBefore(cluster: string, standing: Freeze | undefined): TransshipError {
  const stands = whyNotNow({ name: cluster }, standing, systemClock.now())?.message;
  const message = `Another freeze was there before: ${stands ?? 'it has been lifted meanwhile.'}`;
  return new TransshipError('ClusterFrozen', message);
}
