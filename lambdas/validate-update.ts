import type { ClusterConfiguration, Release } from '../core/cluster';
import { TransshipError } from '../core/errors';
import { type HookPoint, hookPoints } from '../core/hook';
import { isUpToDate } from '../core/plan';
import { soundsEmpty } from '../core/readiness';
import { type UpdateRequest, parseUpdate } from '../core/update';
import { refuseIfAlarmed } from './alarms';
import { readTestRules } from './aws/test-rules';
import { takeCensus } from './census';
import { knownCluster, lambda } from './lambda';
import { type Observation, observe } from './observe';
import { refuseUnready } from './readiness';
import { refuseAtThisTime } from './right-time';
import { type Stores, openStores } from './stores';
import { planWayBack, wayBack } from './way-back';

interface Validated extends UpdateRequest {
  /** The points at which the cluster has a hook. */
  hooks: HookPoint[];
}

/** Refuses what cannot be carried out, before anything is changed. Returns the update with all defaults filled in. */
export const handler = lambda(async (input: unknown): Promise<Validated> => {
  const request = parseUpdate(input);
  const stores = openStores(request.cluster);
  const cluster = await knownCluster(stores, request.cluster);
  const observation = await observe(cluster, stores);
  const unfinished = await stores.upgrades.read(cluster.name);

  if (request.rollBack) {
    await refuseWithoutWayBack(request, observation, stores);
  } else {
    // One that is unfinished is better brought to its end.
    if (!unfinished && !request.options.override) await refuseAtThisTime(cluster, stores);
    refuseUnknownComponents(request, observation);
    await refuseMissingArtifacts(request.update, observation);
    if (!unfinished) refuseInstalled(request, observation);
    await refuseIfAlarmed(cluster, request);
    if (cluster.hooks?.smokeTest) await readTestRules(cluster);
  }
  // What is gone back from may be unwell.
  const lenient = unfinished !== undefined || request.rollBack;
  await refuseUnready(request, observation, stores, lenient);
  if (!request.options.firstAdoption) await refuseWithoutRuntime(cluster, observation, stores);
  return { ...request, hooks: hookPoints.filter((point) => cluster.hooks?.[point]) };
});

function refuseUnknownComponents({ update }: UpdateRequest, { instances }: Observation): void {
  for (const { name, upcoming } of instances) {
    const known = Object.keys(upcoming.release);
    const unknown = Object.keys(update).filter((component) => !known.includes(component));
    if (unknown.length === 0) continue;
    const message = `Instance ${name} has no component ${unknown.join(', ')}. Its components are: ${known.join(', ')}.`;
    throw new TransshipError('UnknownComponent', message);
  }
}

async function refuseMissingArtifacts(
  release: Release,
  { instances: [first] }: Observation,
): Promise<void> {
  for (const [component, artifact] of Object.entries(release)) {
    if (await first?.fleet.artifactExists(artifact)) continue;
    const message = `There is no ${artifact} for component ${component}. Push it first.`;
    throw new TransshipError('ArtifactNotFound', message);
  }
}

/** Errors: `NoFormerRelease`, `ArtifactNotFound`, `ClusterNotReady` if a definition is gone. */
async function refuseWithoutWayBack(
  { cluster }: UpdateRequest,
  observation: Observation,
  stores: Stores,
): Promise<void> {
  const { to } = await wayBack(stores, cluster);
  const unrecorded = observation.instances.filter(({ name }) => !to.definitions[name]);
  if (unrecorded.length > 0) {
    const names = unrecorded.map(({ name }) => name).join(', ');
    const message = `What instance ${names} of cluster ${cluster} ran before is not recorded: it was not there then. Start an update to the release that all instances are to run.`;
    throw new TransshipError('NoFormerRelease', message);
  }
  for (const planned of await planWayBack(observation.instances, to))
    if (planned.update) await refuseMissingArtifacts(planned.to, observation);
}

function refuseInstalled({ cluster, update }: UpdateRequest, { instances }: Observation): void {
  const installed = instances.every(
    (instance) => isUpToDate(update, instance) && instance.rollout === 'completed',
  );
  if (!installed) return;
  const message = `Every instance of cluster ${cluster} runs this release of ${Object.keys(update).join(', ')} already, and no blueprint has changed. There is nothing to do.`;
  throw new TransshipError('ReleaseAlreadyInstalled', message);
}

/** Also where an upgrade is unfinished: no handover of such an instance would ever be proved. */
async function refuseWithoutRuntime(
  cluster: ClusterConfiguration,
  { instances }: Observation,
  stores: Stores,
): Promise<void> {
  const found = await Promise.all(
    instances.map(async (instance) =>
      soundsEmpty(instance, await takeCensus(cluster, instance.configuration, stores)),
    ),
  );
  const seen = found.filter((each) => each !== undefined);
  if (seen.length === 0) return;
  const message = `In cluster ${cluster.name} ${seen.join('; ')}. If there is no Transship runtime in them yet, their requests can only be waited for, not moved: pass options.firstAdoption, { "requestSeconds": <the longest that one of their requests may take> }. If there is one, see why it does not write to the public store.`;
  throw new TransshipError('RuntimeMissing', message);
}
