import type { PlannedInstance } from '../core/plan';
import { type Audited, audited, auditedPlan } from './audit';
import { underLock } from './lambda';
import { observe } from './observe';
import { recordPlan } from './record-plan';
import { readOriginals } from './unfinished-upgrade';
import { planWayBack } from './way-back';

interface Plan extends Audited {
  instances: PlannedInstance[];
}

/** Reads the live cluster, and plans how each instance comes back to what it ran before the upgrade. */
export const handler = underLock(async ({ cluster, stores, lock }): Promise<Plan> => {
  const originals = await readOriginals(stores, cluster.name);
  const { instances } = await observe(cluster, stores);
  const plan = await planWayBack(instances, originals);
  await lock.prove();
  await stores.upgrades.turnBack(cluster.name, lock.generation);
  await recordPlan(stores, cluster.name, plan, lock.generation);
  const { generation } = lock;
  const way = auditedPlan(plan);
  return {
    instances: plan,
    ...(await audited((send) => stores.audit.plan(cluster.name, generation, 'wayBack', way, send))),
  };
});
