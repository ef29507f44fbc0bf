import { Events, newestUpgrade, upgradeNamed } from '../cloud/upgrades';
import { findStateMachine } from '../cloud/state-machine';
import { exitCodes } from '../exit';
import { chaptersIn } from '../story/chapters';
import { storyText } from '../story/render';
import type { Verb } from './verb';

/** Tells how an upgrade went: the newest one of the cluster, or the one named. */
export const history: Verb<{ execution?: string }> = async ({ console, place }, { execution }) => {
  const stateMachine = await findStateMachine(place);
  const upgrade =
    execution === undefined
      ? await newestUpgrade(stateMachine, place.cluster)
      : await upgradeNamed(stateMachine, execution);
  const chapters = chaptersIn(await new Events(upgrade.execution).look());
  console.result({ ...upgrade, chapters }, () => storyText(upgrade, chapters, console.colors));
  return exitCodes.done;
};
