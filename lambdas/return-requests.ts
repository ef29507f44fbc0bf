import { allHaveAnswered } from '../core/census';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { type Weights, nextBack } from '../core/weights';
import { countHealthy } from './aws/target-groups';
import { instanceOf, takeCensus } from './census';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { restoreCount } from './restore-count';
import { serveAgain } from './serve-again';
import { assign, readShares } from './shares';

interface Progress extends Waiting {
  done: boolean;
  /** The instance has had its first share of the requests. */
  firstShare: boolean;
  /** Of each forward action. */
  weights: Weights[];
}

type Event = InstanceEvent & Again<Progress>;

/** Has the instance serve again; once every node has answered, gives it a first share of the requests, then all of it. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event } = work;
  const { progress, options, instance } = event;
  const waited = secondsWaited(progress);
  if (!(await isServing(work))) {
    const firstShare = progress.firstShare ?? false;
    // A node that starts or ends after the bake is no failure of the rollout.
    if (!firstShare && waited >= options.rolloutTimeoutSeconds) throw notServing(event);
    return { done: false, waited, waitSeconds: nextWait(waited), firstShare, weights: [] };
  }

  const shares = await readShares(work);
  const back = (fraction: number) =>
    assign(work, shares, ({ live, originals }) =>
      nextBack(live, originals, instance.name, shares.carriers, fraction),
    );
  const isWhole = shares.actions.every(
    ({ live, originals }) => !nextBack(live, originals, instance.name, shares.carriers, 1),
  );
  if (progress.firstShare || isWhole || options.firstSharePercent === 100)
    return { done: true, waited, waitSeconds: 0, firstShare: true, weights: await back(1) };
  const weights = await back(options.firstSharePercent / 100);
  const waitSeconds = Math.max(1, options.bakeSeconds);
  return { done: false, waited, waitSeconds, firstShare: true, weights };
});

/** As many nodes as before the upgrade are there, every one has answered that it serves, and one is healthy. */
async function isServing(work: Work<Event>): Promise<boolean> {
  const { event, cluster, stores } = work;
  const instance = instanceOf(cluster, event.instance.name);
  const complete = (await restoreCount(work, instance)) || event.progress.firstShare;
  const { generation } = await serveAgain(work, instance.name);
  const census = await takeCensus(cluster, instance, stores);
  return (
    complete === true &&
    allHaveAnswered(census, generation, ['serving']) &&
    (await countHealthy(instance.targetGroupArn)) > 0
  );
}

function notServing({ instance, options }: Event): TransshipError {
  const message = `The rollout of instance ${instance.name} failed: not every node of it answered within ${options.rolloutTimeoutSeconds} s that it serves.`;
  return new TransshipError('RolloutFailed', message);
}
