import { reach } from '../cloud/cluster';
import { lookAt } from '../cloud/look';
import { exitCodes } from '../exit';
import { statusText } from '../render/status';
import type { Verb } from './verb';

/** How the cluster stands. */
export const status: Verb<object> = async ({ console, place }) => {
  const { look } = await lookAt(await reach(place));
  console.result(look, () => statusText(look, console.colors));
  return exitCodes.done;
};
