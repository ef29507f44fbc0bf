import type { Release } from '../core/cluster';
import { isUpToDate } from '../core/plan';
import type { InstanceEvent } from './events';
import type { Fleet } from './fleet';
import type { HeldLock } from './held-lock';

// An instance goes forward, to the update, or back, to what it ran before.

/** Nothing would be changed by deploying the instance once more. */
export async function hasArrived(
  { instance: { former }, update }: InstanceEvent,
  fleet: Fleet,
  current: string,
): Promise<boolean> {
  if (former !== undefined) return fleet.areAlike(current, former);
  const release = await fleet.releaseOf(current);
  return isUpToDate(update, { release, upcoming: await fleet.upcoming(current) });
}

/** What the instance is to be deployed with. Errors: `LockLost`, `ClusterNotReady` if what it ran before is gone. */
export const defineNext = (
  { instance: { former }, update }: InstanceEvent,
  fleet: Fleet,
  lock: HeldLock,
  current: string,
): Promise<string> =>
  former === undefined ? fleet.define(lock, current, update) : fleet.redefine(lock, former);

/** The artifacts that must be seen to run there. */
export const wantedOf = ({ instance: { former, to }, update }: InstanceEvent): Release =>
  former === undefined ? update : to;

/**
 * Whether tasks that never told of themselves may serve without an answer: those of a release without the runtime that
 * is gone back to.
 */
export const mayBeSilent = ({ instance, options }: InstanceEvent): boolean =>
  instance.former !== undefined && options.firstAdoption !== undefined;
