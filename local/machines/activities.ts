import { randomUUID } from 'node:crypto';
import type { Activity, Group } from './state';

const KEPT = 200;

/** Notes that something is being done to a machine, and why; returns how to say how it went. */
export function begin(
  group: Group,
  description: string,
  cause: string,
): (failure?: string) => void {
  const startedAt = new Date();
  const activity: Activity = {
    id: randomUUID(),
    description,
    cause: `At ${startedAt.toISOString()} ${cause}`,
    startedAt,
    status: 'InProgress',
  };
  group.activities.unshift(activity);
  group.activities.splice(KEPT);
  return (failure) => {
    activity.endedAt = new Date();
    activity.status = failure === undefined ? 'Successful' : 'Failed';
    activity.message = failure;
    if (failure !== undefined) activity.description = `${description}. Status Reason: ${failure}`;
  };
}
