import { TransshipError } from '../core/errors';
import type { PlannedInstance } from '../core/plan';
import type { LiveInstance } from './observe';

/** The plan, with what each instance was deployed with when it was made. */
export const asFound = (plan: PlannedInstance[], instances: LiveInstance[]): PlannedInstance[] =>
  plan.map((planned) => {
    const found = instances.find(({ name }) => name === planned.name)?.state.definition;
    return { ...planned, ...(found !== undefined && { found }) };
  });

/**
 * Errors: `ClusterNotReady` if somebody else has deployed an instance since it was planned that it goes forward. What
 * goes back does so from whatever is there.
 */
export function refuseIfRedeployed(
  { name, found, former }: PlannedInstance,
  current: string,
): void {
  if (former !== undefined || found === undefined || found === current) return;
  const message = `Instance ${name} is deployed with ${current}, and was with ${found} when this upgrade was planned. Find out who has deployed it, and run the update again.`;
  throw new TransshipError('ClusterNotReady', message);
}
