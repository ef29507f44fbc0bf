import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { ListedTask } from '../../../core/census';
import type { FleetState } from '../fleet';

export interface SeenRollout {
  /** Number of the launch template's version that is to be run. */
  version: string;
  /** When that version was made. */
  madeAt: Date | undefined;
  /** The group's newest instance refresh, if it has had one. */
  refresh: InstanceRefresh | undefined;
  members: ListedTask[];
}

/**
 * How the rollout of a version stands. That a version is to be run and that machines are replaced for it are two calls:
 * where the second was never made, the rollout counts as failed, so that whoever comes next makes it.
 */
export function rolloutOf(seen: SeenRollout): Pick<FleetState, 'rollout' | 'failure'> {
  const { refresh, members, version } = seen;
  if (isActive(refresh)) return { rollout: 'in progress', failure: undefined };
  if (refresh && refresh.Status !== 'Successful' && began(refresh, seen.madeAt))
    return { rollout: 'failed', failure: refresh.StatusReason ?? `it was ${refresh.Status}` };
  const outdated = members.some(
    ({ state, definition }) => state !== 'stopping' && definition !== version,
  );
  if (!outdated) return { rollout: 'completed', failure: undefined };
  const failure = `it has machines that do not run version ${version}, and nothing replaces them`;
  return { rollout: 'failed', failure };
}

/** It has not come to an end. */
export function isActive(refresh: InstanceRefresh | undefined): boolean {
  switch (refresh?.Status) {
    case 'Pending':
    case 'InProgress':
    case 'Baking':
    case 'Cancelling':
    case 'RollbackInProgress':
      return true;
    case 'Successful':
    case 'Failed':
    case 'Cancelled':
    case 'RollbackFailed':
    case 'RollbackSuccessful':
    case undefined:
      return false;
  }
}

/** Not before that moment. One that was only asked for has no time yet. */
const began = ({ StartTime }: InstanceRefresh, moment: Date | undefined): boolean =>
  StartTime === undefined || moment === undefined || StartTime >= moment;
