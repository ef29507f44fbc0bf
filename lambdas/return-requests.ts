import { allHaveAnswered } from '../core/census';
import { TransshipError } from '../core/errors';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { type Weights, nextBack } from '../core/weights';
import { refuseIfAlarmed } from './alarms';
import { refuseIfGated } from './gates';
import { countHealthy } from './aws/target-groups';
import { closeTests } from './aws/test-rules';
import { instanceOf, takeCensus } from './census';
import { mayBeSilent } from './destination';
import type { Again, InstanceEvent } from './events';
import { type Work, underLock } from './lambda';
import { restoreCount } from './restore-count';
import { serveAgain } from './serve-again';
import { assign, readShares } from './shares';

interface Progress extends Waiting {
  done: boolean;
  /** What it has of its share of the requests. */
  share: Share;
  /** Since when, in seconds waited. */
  since: number;
  /** Of each forward action. */
  weights: Weights[];
}

type Share = 'none' | 'first' | 'whole';

type Event = InstanceEvent & Again<Progress>;

/** While it bakes, alarms are looked at this often at least. Two minutes keep five instances within an execution's events. */
export const LONGEST_BLIND_BAKE_SECONDS = 120;

/**
 * Has the instance serve again; once every node has answered, gives it a first share of the requests, then all of it.
 * After each it bakes: an alarm that trips meanwhile may come of the new release.
 */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  const { event, cluster } = work;
  const { share = 'none', since = 0 } = event.progress;
  const waited = secondsWaited(event.progress);
  const look = { done: false, waited, share, since, weights: [] };
  if (share !== 'none') await refuseIfAlarmed(cluster, event);
  await refuseIfGated(work, { updated: true });
  const baked = waited - since;
  const waitSeconds = Math.min(nextWait(baked), LONGEST_BLIND_BAKE_SECONDS);
  if (!(await isServing(work))) {
    // A node that starts or ends in the bake is no failure of the rollout; one that never comes is.
    if (waited >= longestWait(event, share)) throw notServing(event);
    return { ...look, waitSeconds };
  }
  if (share === 'none') await closeTests(work.lock, cluster);
  const left = bakeSeconds(event) - baked;
  if (share === 'none' || left <= 0) return giveMore(work, look);
  return { ...look, waitSeconds: Math.min(left, waitSeconds) };
});

/** For every node to serve: at first, and through both bakes. */
const longestWait = (event: Event, share: Share): number =>
  event.options.rolloutTimeoutSeconds + (share === 'none' ? 0 : 2 * bakeSeconds(event));

/** What is gone back to has served before. */
const bakeSeconds = ({ instance, options }: Event): number =>
  instance.former === undefined ? options.bakeSeconds : 0;

async function giveMore(work: Work<Event>, look: Omit<Progress, 'waitSeconds'>): Promise<Progress> {
  const { instance, options } = work.event;
  const shares = await readShares(work);
  const give = (fraction: number) =>
    assign(work, shares, ({ live, originals }) =>
      nextBack(live, originals, instance.name, shares.carriers, fraction),
    );
  const isWhole = shares.actions.every(
    ({ live, originals }) => !nextBack(live, originals, instance.name, shares.carriers, 1),
  );
  const isFirst = look.share === 'none' && !isWhole && options.firstSharePercent < 100;
  const weights = await give(isFirst ? options.firstSharePercent / 100 : 1);
  const given = {
    ...look,
    share: isFirst ? 'first' : 'whole',
    since: look.waited,
    weights,
  } as const;
  // What has had all of it baked before.
  const done = !isFirst && (isWhole || bakeSeconds(work.event) === 0);
  return { ...given, done, waitSeconds: done ? 0 : 1 };
}

/** As many nodes as before the upgrade are there, every one has answered that it serves, and one is healthy. */
async function isServing(work: Work<Event>): Promise<boolean> {
  const { event, cluster, stores } = work;
  const instance = instanceOf(cluster, event.instance.name);
  const isInBake = (event.progress.share ?? 'none') !== 'none';
  const complete = (await restoreCount(work, instance)) || isInBake;
  const { generation } = await serveAgain(work, instance.name);
  const census = await takeCensus(cluster, instance, stores);
  return (
    complete &&
    allHaveAnswered(census, generation, ['serving'], mayBeSilent(event)) &&
    (await countHealthy(instance.targetGroupArn)) > 0
  );
}

function notServing({ instance, options }: Event): TransshipError {
  const message = `The rollout of instance ${instance.name} failed: not every node of it answered within ${options.rolloutTimeoutSeconds} s that it serves.`;
  return new TransshipError('RolloutFailed', message);
}
