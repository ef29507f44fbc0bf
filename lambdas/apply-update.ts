import { TransshipError } from '../core/errors';
import { isUpToDate } from '../core/plan';
import { type Waiting, secondsWaited } from '../core/waiting';
import { instanceOf } from './census';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { lookForProof } from './proof';

interface Applied {
  /** False: the proof that the instance is vacated does not hold any more, nothing was changed, and it is awaited again. */
  done: boolean;
  waitSeconds: number;
  /** What the fleet is deployed with. */
  definition: string;
}

type Event = InstanceEvent & Again<Waiting>;

/** Has the instance go over to the new release, on proof that it is vacated. */
export const handler = underLock(async (work: Work<Event>): Promise<Applied> => {
  const { event, cluster, stores, lock } = work;
  const { name } = event.instance;
  const fleet = fleetOf(instanceOf(cluster, name));
  const { definition: current, rollout } = await fleet.describe();
  const release = await fleet.releaseOf(current);
  const upcoming = await fleet.upcoming(current);
  if (isUpToDate(event.update, { release, upcoming }) && rollout !== 'failed')
    return { done: true, waitSeconds: 0, definition: current };

  const { missing } = await lookForProof(cluster, stores, name);
  if (missing.length > 0) {
    if (secondsWaited(event.progress) >= event.options.handoverTimeoutSeconds)
      throw timedOut(event, missing);
    return { done: false, waitSeconds: 1, definition: current };
  }
  // Not sooner: one that is made and then not deployed would be what is found by name.
  const definition = await fleet.define(lock, current, event.update);
  await fleet.deploy(lock, definition, { again: definition === current });
  return { done: true, waitSeconds: 0, definition };
});

function timedOut({ instance, options }: Event, missing: string[]): TransshipError {
  const message = `Instance ${instance.name} did not stay vacated within ${options.handoverTimeoutSeconds} s: ${missing.join(', ')}.`;
  return new TransshipError('HandoverTimedOut', message);
}
