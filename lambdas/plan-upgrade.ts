import { type PlannedInstance, planUpgrade } from '../core/plan';
import type { Originals } from '../store/upgrade';
import type { UpgradeEvent } from './events';
import { type Work, underLock } from './lambda';
import { type Observation, observe } from './observe';

interface Plan {
  instances: PlannedInstance[];
}

/** Reads the live cluster, records how it was before the first change, and plans what to do with each instance. */
export const handler = underLock(async (work: Work<UpgradeEvent>): Promise<Plan> => {
  const { event, cluster, stores, lock } = work;
  const { update } = event;
  const { generation } = lock;
  const observation = await observe(cluster, stores);
  const originals = await originalsOf(observation);
  await lock.prove();
  await stores.upgrades.begin(cluster.name, { update, originals, generation });
  const instances = planUpgrade(update, observation.instances);
  for (const { name, from, to } of instances)
    await stores.releases.record(cluster.name, name, { running: from, desired: to }, generation);
  return { instances };
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
