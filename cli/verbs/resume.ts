import { TransshipError } from '../../core/errors';
import { parseUpdate } from '../../core/update';
import { reach } from '../cloud/cluster';
import { type BeginOptions, begin } from './begin';
import type { Verb } from './verb';

/** Carries on with the upgrade that is unfinished, with the options that it was begun with. */
export const resume: Verb<BeginOptions> = async (context, asked) => {
  const { cluster } = context.place;
  const { openStores } = await reach(context.place);
  const unfinished = await openStores().upgrades.read(cluster);
  if (!unfinished) {
    const message = `No upgrade of cluster ${cluster} is unfinished: the last one has succeeded, was rolled back, or was refused. Start one with transship upgrade.`;
    throw new TransshipError('NothingToResume', message);
  }
  const { update, options } = unfinished;
  const goal = Object.keys(update).length > 0 ? { update } : { rollBack: true };
  return begin(context, parseUpdate({ cluster, ...goal, options }), asked);
};
