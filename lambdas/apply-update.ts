import { TransshipError } from '../core/errors';
import { type WithoutProof, withoutProof } from '../core/first-adoption';
import { longestHandover } from '../core/handover';
import { type Waiting, nextWait, secondsWaited } from '../core/waiting';
import { instanceOf } from './census';
import { defineNext, hasArrived } from './destination';
import type { Again, InstanceEvent } from './events';
import { fleetOf } from './fleet';
import { type Work, underLock } from './lambda';
import { lookForProof } from './proof';
import { refuseIfRedeployed } from './redeployed';

interface Applied {
  /** False: the proof that the instance is vacated does not hold any more, nothing was changed, and it is awaited again. */
  done: boolean;
  waitSeconds: number;
  /** What the fleet is deployed with. */
  definition: string;
  /** If that it is vacated was not proved of every task. */
  withoutProof?: WithoutProof;
}

/** That of _Await handover_, at first: what was waited there for what stayed is not counted here. */
type Before = Waiting & Pick<Applied, 'withoutProof'> & { forStaying?: number };
type Event = InstanceEvent & Again<Before>;

/** Has the instance go over to the new release, or back to the former one, on proof that it is vacated, or the operator's word in its place. */
export const handler = underLock(async (work: Work<Event>): Promise<Applied> => {
  const { event, cluster, lock } = work;
  const { progress, options } = event;
  const { name } = event.instance;
  const fleet = fleetOf(instanceOf(cluster, name));
  const { definition: current, rollout } = await fleet.describe();
  const arrived = await hasArrived(event, fleet, current);
  if (!arrived) refuseIfRedeployed(event.instance, current);
  if (arrived && rollout !== 'failed')
    // Perhaps by an attempt of its own whose answer was lost.
    return {
      done: true,
      waitSeconds: 0,
      definition: current,
      withoutProof: progress.withoutProof,
    };

  const waited = secondsWaited(progress);
  const { missing, drain, census } = await lookForProof(work, waited);
  if (missing.length > 0) {
    const longest = longestHandover(options.handoverTimeoutSeconds, drain);
    if (waited - (progress.forStaying ?? 0) >= longest) throw timedOut(name, missing, longest);
    return { done: false, waitSeconds: nextWait(waited), definition: current };
  }
  // Not sooner: one that is made and then not deployed would be what is found by name.
  const definition = await defineNext(event, fleet, lock, current);
  await fleet.deploy(lock, definition, { again: definition === current });
  const assumed = withoutProof(name, census, options.firstAdoption);
  return { done: true, waitSeconds: 0, definition, withoutProof: assumed };
});

function timedOut(name: string, missing: string[], longest: number): TransshipError {
  const message = `Instance ${name} did not stay vacated within ${longest} s: ${missing.join(', ')}.`;
  return new TransshipError('HandoverTimedOut', message);
}
