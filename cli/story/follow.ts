import { Events, type Upgrade, describeUpgrade } from '../cloud/upgrades';
import { type Looking, lookAgain } from '../look-again';
import { type Chapter, chaptersIn } from './chapters';

/**
 * Follows an upgrade until it has ended, and tells each chapter once it is over; one that waits for an approval also
 * while it waits. Undefined: the signal has aborted before; the upgrade goes on.
 */
export function follow(
  execution: string,
  tell: (chapter: Chapter) => void,
  waits: (instance: string) => void,
  looking: Looking,
): Promise<{ upgrade: Upgrade; chapters: Chapter[] } | undefined> {
  const events = new Events(execution);
  let told = 0;
  let waiting = 0;
  return lookAgain(async () => {
    // In this order nothing of the history is missed when it has ended meanwhile.
    const upgrade = await describeUpgrade(execution);
    const chapters = chaptersIn(await events.look());
    const over = upgrade.endedAt ? chapters.length : chapters.length - 1;
    chapters.slice(told, over).forEach(tell);
    told = Math.max(told, over);
    const awaited = chapters[told];
    if (awaited?.state === 'Ask for approval' && awaited.instance && waiting !== told) {
      waits(awaited.instance);
      waiting = told;
    }
    return upgrade.endedAt ? { upgrade, chapters } : undefined;
  }, looking);
}
