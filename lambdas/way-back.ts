import { TransshipError } from '../core/errors';
import type { PlannedInstance } from '../core/plan';
import { planRollBack } from '../core/rollback';
import type { Deployed, UnfinishedUpgrade } from '../store/upgrade';
import type { LiveInstance } from './observe';
import type { Stores } from './stores';

/** Where a roll back goes that was asked for, and what the instances ran then. */
export interface WayBack {
  towards: Extract<UnfinishedUpgrade['towards'], 'originals' | 'former'>;
  to: Deployed;
}

/**
 * Before the unfinished upgrade, or else before the last one that succeeded; a roll back of that one that is unfinished
 * itself is carried on. Errors: `NoFormerRelease`.
 */
export async function wayBack(
  { upgrades }: Pick<Stores, 'upgrades'>,
  cluster: string,
): Promise<WayBack> {
  const unfinished = await upgrades.read(cluster);
  if (unfinished && unfinished.towards !== 'former')
    return { towards: 'originals', to: unfinished.originals };
  const former = await upgrades.readFormer(cluster);
  if (former) return { towards: 'former', to: former };
  const message = `Nothing is recorded that cluster ${cluster} could go back to: no upgrade of it has succeeded since it is there, and none is unfinished. Start an update to the release that it is to run.`;
  throw new TransshipError('NoFormerRelease', message);
}

/** How each instance comes back. One of which nothing is recorded is left alone: it was not there. */
export async function planWayBack(
  instances: LiveInstance[],
  to: Deployed,
): Promise<PlannedInstance[]> {
  return planRollBack((await Promise.all(instances.map((each) => compare(each, to)))).flat());
}

async function compare(instance: LiveInstance, { definitions, releases }: Deployed) {
  const definition = definitions[instance.name];
  if (definition === undefined) return [];
  const isBack = await instance.fleet.areAlike(instance.state.definition, definition);
  return [{ ...instance, former: { definition, release: releases[instance.name] ?? {} }, isBack }];
}
