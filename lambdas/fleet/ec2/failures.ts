import { type Activity, paginateDescribeScalingActivities } from '@aws-sdk/client-auto-scaling';
import { autoScaling } from '../../aws/clients';
import type { Group } from './group';
import { newestRefresh } from './refreshes';

/**
 * Why the last machine that could not be launched or ended could not, as the platform tells it, of those since the
 * newest refresh began; else why that refresh stands where it stands.
 */
export async function lastFailure(group: Group): Promise<string | undefined> {
  const refresh = await newestRefresh(group);
  const since = refresh?.StartTime ?? new Date(0);
  const pages = paginateDescribeScalingActivities(
    { client: autoScaling },
    { AutoScalingGroupName: group.name },
  );
  // Newest first.
  for await (const { Activities = [] } of pages) {
    const recent = Activities.filter(({ StartTime }) => StartTime && StartTime >= since);
    const failed = recent.find(hasFailed);
    if (failed) return failed.StatusMessage ?? failed.Description;
    if (recent.length < Activities.length) break;
  }
  return refresh?.StatusReason;
}

const hasFailed = ({ StatusCode }: Activity): boolean =>
  StatusCode === 'Failed' || StatusCode === 'Cancelled';
