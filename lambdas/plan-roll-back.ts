import type { PlannedInstance } from '../core/plan';
import { planRollBack } from '../core/rollback';
import type { Originals } from '../store/upgrade';
import { underLock } from './lambda';
import { type LiveInstance, observe } from './observe';
import { readOriginals } from './unfinished-upgrade';

interface Plan {
  instances: PlannedInstance[];
}

/** Reads the live cluster, and plans how each instance comes back to what it ran before the upgrade. */
export const handler = underLock(async ({ cluster, stores, lock }): Promise<Plan> => {
  const originals = await readOriginals(stores, cluster.name);
  const { instances } = await observe(cluster, stores);
  const changed = await Promise.all(instances.map((instance) => compare(instance, originals)));
  const plan = planRollBack(changed.flat());
  await lock.prove();
  for (const { name, from, to } of plan)
    await stores.releases.record(
      cluster.name,
      name,
      { running: from, desired: to },
      lock.generation,
    );
  return { instances: plan };
});

/** One that the upgrade did not find has nothing to go back to. */
async function compare(instance: LiveInstance, { definitions, releases }: Originals) {
  const definition = definitions[instance.name];
  if (definition === undefined) return [];
  const isBack = await instance.fleet.areAlike(instance.state.definition, definition);
  return [{ ...instance, former: { definition, release: releases[instance.name] ?? {} }, isBack }];
}
