import { type AskedApproval, isAwaited } from '../../core/approval';
import { systemClock } from '../../core/clock';
import type { Stores } from '../../lambdas/stores';

/**
 * The approval that the upgrade of a cluster waits for now. What was asked for may be of an upgrade that has ended, or
 * has turned back since, because it was refused by somebody else.
 */
export async function awaitedApproval(
  { approvals, locks, upgrades }: Stores,
  cluster: string,
): Promise<AskedApproval | undefined> {
  const asked = await approvals.read(cluster);
  if (!asked || !isAwaited(asked, systemClock.now())) return undefined;
  const [lock, unfinished] = [await locks.read(cluster), await upgrades.read(cluster)];
  const isItsTurn = lock.holder === asked.execution && lock.generation === asked.generation;
  return isItsTurn && unfinished?.towards === asked.towards ? asked : undefined;
}
