import { listedRecords } from '../../core/census';
import { reach } from '../cloud/cluster';
import { lookAt } from '../cloud/look';
import { countStuck } from '../cloud/stuck';
import { exitCodes } from '../exit';
import { stuckText } from '../render/executions';
import { statusText } from '../render/status';
import type { Verb } from './verb';

/** How the cluster stands. */
export const status: Verb<object> = async ({ console, place }) => {
  const reached = await reach(place);
  const { look, censuses } = await lookAt(reached);
  const nodes = Object.values(censuses).flatMap(listedRecords);
  const stuck = await countStuck(reached.openStores(), nodes);
  console.result({ ...look, stuck }, () =>
    [statusText(look, console.colors), ...stuckText(stuck, console.colors)].join('\n'),
  );
  return exitCodes.done;
};
