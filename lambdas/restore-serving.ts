import { allHaveAnswered } from '../core/census';
import type { InstanceConfiguration } from '../core/cluster';
import { whatIsBroken } from '../core/soundness';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { nextBack } from '../core/weights';
import { countHealthy } from './aws/target-groups';
import { takeCensus } from './census';
import type { Again, UpgradeEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { restoreCount } from './restore-count';
import { serveAgain } from './serve-again';
import { assign, readShares } from './shares';

interface Progress extends Waiting {
  done: boolean;
  /** What could not be brought back, a sentence each. */
  problems: string[];
}

type Event = UpgradeEvent & Again<Progress>;

/** What is not sound by then stays as it is: without requests, while others serve. */
const LONGEST_RESTORE_SECONDS = 60;

/** After a failure: has every instance that is sound serve again, and gives it its requests back. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster, stores, lock } = work;
  const waited = secondsWaited(event.progress);
  // Without a record nothing was changed yet.
  if (!(await stores.upgrades.read(cluster.name)))
    return { done: true, waited, waitSeconds: 0, problems: [] };
  const problems: string[] = [];
  for (const instance of cluster.instances) {
    const problem = await restore(work, instance);
    if (problem) problems.push(`Instance ${instance.name} was left as it is: ${problem}.`);
  }
  const done = problems.length === 0 || waited >= LONGEST_RESTORE_SECONDS;
  if (done) for (const instance of cluster.instances) await fleetOf(instance).settle(lock);
  return { done, waited, waitSeconds: done ? 0 : nextWait(waited), problems };
});

/** What is in the way, if something is. */
async function restore(
  work: Work<Event>,
  instance: InstanceConfiguration,
): Promise<string | undefined> {
  const { cluster, stores } = work;
  const { rollout } = await fleetOf(instance).describe();
  const census = await takeCensus(cluster, instance, stores);
  const broken = whatIsBroken(census, rollout, await countHealthy(instance.targetGroupArn));
  if (broken) return broken;
  if (!(await restoreCount(work, instance))) return 'not as many tasks as before are there';
  const { generation } = await serveAgain(work, instance.name);
  if (!allHaveAnswered(census, generation, ['serving']))
    return 'not every node has answered that it serves';
  const shares = await readShares(work);
  await assign(work, shares, ({ live, originals }) =>
    nextBack(live, originals, instance.name, shares.carriers, 1),
  );
  return undefined;
}
