import type { PlannedInstance } from '../core/plan';
import type { Stores } from './stores';

/** Records for display what each instance runs and is to run. */
export async function recordPlan(
  { releases }: Pick<Stores, 'releases'>,
  cluster: string,
  plan: PlannedInstance[],
  generation: number,
): Promise<void> {
  for (const { name, from, to } of plan)
    await releases.record(cluster, name, { running: from, desired: to }, generation);
}
