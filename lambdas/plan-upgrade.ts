import { type PlannedInstance, planUpgrade } from '../core/plan';
import type { UpdateRequest } from '../core/update';
import type { Originals, UnfinishedUpgrade } from '../store/upgrade';
import { type Audited, audited, auditedPlan } from './audit';
import type { UpgradeEvent } from './events';
import { type Work, underLock } from './lambda';
import { type Observation, observe } from './observe';
import { recordPlan } from './record-plan';
import { asFound } from './redeployed';
import type { Stores } from './stores';
import { planWayBack, wayBack } from './way-back';

interface Plan extends Audited {
  instances: PlannedInstance[];
  /** What was taken as it is live, if that was asked for. */
  adopted?: Pick<Originals, 'weights' | 'counts'>;
}

/** Reads the live cluster, records how it was before the first change, and plans what to do with each instance. */
export const handler = underLock(async (work: Work<UpgradeEvent>): Promise<Plan> => {
  const { event, cluster, stores, lock } = work;
  const { update } = event;
  // It is taken once: whoever carries on restores what was taken.
  const { adopt, ...options } = event.options;
  const { generation } = lock;
  const observation = await observe(cluster, stores);
  const originals = await originalsOf(observation);
  const { towards, instances } = await planTowards(event, observation, stores);
  await lock.prove();
  const upgrade = { update, options, towards, originals, generation };
  await stores.upgrades.begin(cluster.name, upgrade, { adopt });
  await recordPlan(stores, cluster.name, instances, generation);
  const plan = auditedPlan(instances);
  const { weights, counts } = originals;
  return {
    instances: inTurn(asFound(instances, observation.instances)),
    ...(adopt && { adopted: { weights, counts } }),
    ...(await audited((send) => stores.audit.plan(cluster.name, generation, 'plan', plan, send))),
  };
});

/** Plans by what is observed; changes nothing. Errors: `NoFormerRelease`. */
export async function planTowards(
  { cluster, update, rollBack }: UpdateRequest,
  { instances }: Observation,
  stores: Stores,
): Promise<Plan & Pick<UnfinishedUpgrade, 'towards'>> {
  if (!rollBack) return { towards: 'update', instances: planUpgrade(update, instances) };
  const { towards, to } = await wayBack(stores, cluster);
  return { towards, instances: await planWayBack(instances, to) };
}

/** Each with those that run the release when it is taken. */
const inTurn = (plan: PlannedInstance[]): PlannedInstance[] =>
  plan.map((planned, index) => {
    const others = plan.filter((other, place) => place < index || (place > index && !other.update));
    const after = others.map(({ name }) => name);
    return { ...planned, ...(planned.former === undefined && { after }) };
  });

const originalsOf = async ({ forwards, instances }: Observation): Promise<Originals> => ({
  weights: Object.fromEntries(forwards.map(({ arn, weights }) => [arn, weights])),
  counts: Object.fromEntries(instances.map(({ name, state }) => [name, state.desired])),
  releases: Object.fromEntries(instances.map(({ name, release }) => [name, release])),
  definitions: Object.fromEntries(instances.map(({ name, state }) => [name, state.definition])),
  scaling: Object.fromEntries(
    await Promise.all(
      instances.map(async ({ name, fleet }) => [name, await fleet.activeScaling()] as const),
    ),
  ),
});
