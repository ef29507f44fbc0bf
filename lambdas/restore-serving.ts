import { type Census, allHaveAnswered } from '../core/census';
import type { InstanceConfiguration } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { apartFrom, silentTasks } from '../core/first-adoption';
import { whatIsBroken } from '../core/soundness';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { nextBack } from '../core/weights';
import { countHealthy } from './aws/target-groups';
import { closeTests } from './aws/test-rules';
import { takeCensus } from './census';
import type { Again, LockEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { restoreCount } from './restore-count';
import { serveAgain } from './serve-again';
import { assign, readShares } from './shares';
import { readOriginals } from './unfinished-upgrade';

interface Progress extends Waiting {
  done: boolean;
  /** What could not be brought back, a sentence each. */
  problems: string[];
}

interface Event extends LockEvent, Again<Progress> {
  /**
   * How long an instance may take to become sound, in seconds of waiting. What is not by then stays as it is: without
   * requests, while others serve. Default 60.
   */
  patienceSeconds?: number;
}

/** After a failure: has every instance that is sound serve again, and gives it its requests back. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster, stores, lock } = work;
  const { patienceSeconds = 60 } = event;
  const waited = secondsWaited(event.progress);
  // Without a record nothing was changed yet.
  if (!(await stores.upgrades.read(cluster.name)))
    return { done: true, waited, waitSeconds: 0, problems: [] };
  const problems: string[] = [];
  for (const instance of cluster.instances) {
    const problem = await restore(work, instance).catch(notReady);
    if (problem) problems.push(`Instance ${instance.name} was left as it is: ${problem}.`);
  }
  const done = problems.length === 0 || waited >= patienceSeconds;
  if (done) {
    await closeTests(lock, cluster);
    for (const instance of cluster.instances) await fleetOf(instance).settle(lock).catch(notReady);
  }
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
  const asked = apartFrom(census, await servedSilently(work, instance.name, census));
  if (asked.tasks.length > 0 && !allHaveAnswered(asked, generation, ['serving']))
    return 'not every node has answered that it serves';
  const shares = await readShares(work);
  await assign(work, shares, ({ live, originals }) =>
    nextBack(live, originals, instance.name, shares.carriers, 1),
  );
  return undefined;
}

/** Tasks without a runtime that the upgrade has not changed: as they served before, so they do again. */
async function servedSilently({ cluster, stores }: Work<Event>, name: string, census: Census) {
  const { definitions } = await readOriginals(stores, cluster.name);
  return silentTasks(census).filter(({ definition }) => definition === definitions[name]);
}

/** That one instance is not there, or not as it should be, keeps none of the others. */
function notReady(error: unknown): string {
  if (error instanceof TransshipError && error.name === 'ClusterNotReady') return error.message;
  throw error;
}
