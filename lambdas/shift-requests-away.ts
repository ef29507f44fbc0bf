import { apartFrom, silentTasks } from '../core/first-adoption';
import { allQuiet, longestQuietWait } from '../core/quiet';
import { type Sightings, sight } from '../core/sightings';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { type Weights, nextAway } from '../core/weights';
import { refuseIfAlarmed } from './alarms';
import { refuseIfGated } from './gates';
import { closeTests } from './aws/test-rules';
import { instanceOf, takeCensus } from './census';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { refuseIfRedeployed } from './redeployed';
import { assign, readShares, without } from './shares';

interface Progress extends Waiting {
  done: boolean;
  /** Of each forward action. */
  weights: Weights[];
  /** Since when (in seconds waited) none of them gives the instance any. */
  weightlessSince?: number;
  sightings: Sightings;
}

type Event = InstanceEvent & Again<Progress>;

/** Lowers the instance's weight by a step; at 0, looks whether requests have ceased to come. */
export const handler = underLock(async (work: Work<Event>): Promise<Progress> => {
  await refuseIfAlarmed(work.cluster, work.event);
  await refuseIfGated(work);
  const { instance } = work.event;
  const { definition } = await fleetOf(instanceOf(work.cluster, instance.name)).describe();
  refuseIfRedeployed(instance, definition);
  const waited = secondsWaited(work.event.progress);
  if (waited === 0) await closeTests(work.lock, work.cluster);
  const { changed, weights } = await shiftOneStep(work);
  if (!changed) return lookForRequests(work, waited, weights);
  const weightless = weights.every((each) => !each[work.event.instance.name]);
  return {
    done: false,
    waited,
    waitSeconds: Math.max(1, Math.ceil(work.cluster.propagationSeconds)),
    weights,
    // What is reported after this look was reported after the change.
    ...(weightless && { weightlessSince: waited }),
    sightings: weightless ? sight({}, (await censusOf(work)).records, waited) : {},
  };
});

const censusOf = ({ event, cluster, stores }: Work<Event>) =>
  takeCensus(cluster, instanceOf(cluster, event.instance.name), stores);

async function shiftOneStep(work: Work<Event>) {
  const { instance, options } = work.event;
  const shares = without(await readShares(work), instance.name);
  let changed = false;
  const weights = await assign(work, shares, ({ live, originals }) => {
    const next = nextAway(live, originals, instance.name, shares.carriers, options.shiftSteps);
    changed ||= next !== undefined;
    return next;
  });
  return { changed, weights };
}

async function lookForRequests(
  work: Work<Event>,
  waited: number,
  weights: Weights[],
): Promise<Progress> {
  const { progress, options } = work.event;
  const { propagationSeconds } = work.cluster;
  const { weightlessSince = waited } = progress;
  const census = await censusOf(work);
  const sightings = sight(progress.sightings ?? {}, census.records, waited);
  // Await handover waits for the others, and longer than this.
  const asked = options.firstAdoption ? apartFrom(census, silentTasks(census)) : census;
  const passed = waited - weightlessSince;
  const done =
    passed >= longestQuietWait(propagationSeconds) ||
    (passed >= propagationSeconds &&
      allQuiet(asked, sightings, weightlessSince, propagationSeconds));
  const waitSeconds = done ? 0 : nextWait(passed);
  return { done, waited, waitSeconds, weights, weightlessSince, sightings: done ? {} : sightings };
}
