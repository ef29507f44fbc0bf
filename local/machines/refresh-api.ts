import type {
  ActivitiesType,
  Activity as ToldActivity,
  DescribeInstanceRefreshesAnswer,
  InstanceRefresh,
} from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import { AwsError } from '../aws/json-api';
import { list, operation, type Operations, whole } from '../aws/query-operation';
import { groupNamed } from './group-api';
import { versionOf } from './launch-templates';
import { newId } from './names';
import { type Activity, activeRefresh, type Group, type Machine, type Refresh } from './state';

const named = z.object({ AutoScalingGroupName: z.string() });

const preferences = z.object({
  MinHealthyPercentage: whole(0, 100).default(90),
  MaxHealthyPercentage: whole(100, 200).default(100),
  SkipMatching: z.stringbool().default(false),
  AutoRollback: z
    .stringbool()
    .refine((on) => !on, 'Rolling back by itself is not emulated')
    .default(false),
  ScaleInProtectedInstances: z.enum(['Refresh', 'Ignore', 'Wait']).default('Wait'),
  StandbyInstances: z.enum(['Terminate', 'Ignore', 'Wait']).default('Wait'),
});

/** Instance refreshes, which launch before they end whatever their percentages, and scaling activities. */
export const refreshOperations = (groups: ReadonlyMap<string, Group>): Operations => ({
  StartInstanceRefresh: operation(
    named.extend({ Preferences: preferences.prefault({}) }),
    ({ Preferences: given, ...input }) => {
      const group = groupNamed(groups, input);
      if (activeRefresh(group))
        throw new AwsError(
          'InstanceRefreshInProgress',
          'An Instance Refresh is already in progress',
        );
      const refresh: Refresh = {
        id: newId('r'),
        status: 'InProgress',
        reason: undefined,
        startedAt: new Date(),
        preferences: given,
        outdated: new Set(
          group.machines.filter((machine) => !given.SkipMatching || !isPresent(machine)),
        ),
        failed: 0,
      };
      group.refreshes.unshift(refresh);
      return { InstanceRefreshId: refresh.id };
    },
  ),

  CancelInstanceRefresh: operation(named, (input) => {
    const refresh = activeRefresh(groupNamed(groups, input));
    if (!refresh)
      throw new AwsError('ActiveInstanceRefreshNotFound', 'No in progress Instance Refresh found');
    refresh.status = 'Cancelling';
    return { InstanceRefreshId: refresh.id };
  }),

  DescribeInstanceRefreshes: operation(
    named.extend({ InstanceRefreshIds: list(z.string()) }),
    ({ InstanceRefreshIds: ids, ...input }): DescribeInstanceRefreshesAnswer => {
      const group = groupNamed(groups, input);
      const chosen = group.refreshes.filter(({ id }) => ids?.includes(id) ?? true);
      return { InstanceRefreshes: chosen.map((refresh) => describe(group, refresh)) };
    },
  ),

  DescribeScalingActivities: operation(named, (input): ActivitiesType => {
    const group = groupNamed(groups, input);
    return { Activities: group.activities.map((activity) => describeActivity(group, activity)) };
  }),
});

/** It runs what the group would launch now. */
const isPresent = ({ group, template, version }: Machine): boolean =>
  template === group.template && version === versionOf(template, group.version);

function describe(group: Group, refresh: Refresh): InstanceRefresh {
  const open = group.machines.filter((machine) => refresh.outdated.has(machine)).length;
  const all = refresh.outdated.size;
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: group.name,
    Status: refresh.status,
    StatusReason: refresh.reason,
    StartTime: refresh.startedAt,
    EndTime: refresh.endedAt,
    PercentageComplete: all === 0 ? 100 : Math.round(((all - open) / all) * 100),
    InstancesToUpdate: open,
    Preferences: refresh.preferences,
  };
}

const describeActivity = (group: Group, activity: Activity): ToldActivity => ({
  ActivityId: activity.id,
  AutoScalingGroupName: group.name,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: activity.startedAt,
  EndTime: activity.endedAt,
  StatusCode: activity.status,
  StatusMessage: activity.message,
  Progress: activity.endedAt ? 100 : 0,
});
