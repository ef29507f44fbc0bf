import { setTimeout as sleep } from 'node:timers/promises';
import { readinessOf } from '../../lambdas/readiness';
import { type Reached, reach } from '../cloud/cluster';
import { type Seen, lookAt } from '../cloud/look';
import {
  aboutLock,
  aboutNodes,
  aboutReadiness,
  aboutTiming,
  aboutUnfinished,
  aboutWeights,
} from '../doctor/cluster';
import { type Finding, ok } from '../doctor/finding';
import { aboutCredentials, aboutStateMachine, attempt, toldWeights } from '../doctor/platform';
import { exitCodes } from '../exit';
import { findingsText } from '../render/doctor';
import type { Context, Verb } from './verb';

/** Nodes report at least twice in it, unless their lease is longer than a minute. */
const LEAST_SECONDS = 2;

/** Looks at everything that an upgrade needs, and says of each what to do. Changes nothing. */
export const doctor: Verb<object> = async ({ console, place }) => {
  const findings = await examine({ console, place });
  const broken = findings.some(({ level }) => level === 'fail');
  console.result({ cluster: place.cluster, findings }, () =>
    findingsText(findings, console.colors),
  );
  return broken ? exitCodes.failed : exitCodes.done;
};

async function examine({ place }: Context): Promise<Finding[]> {
  const known = await attempt('credentials', place, aboutCredentials);
  if (known.some(({ level }) => level === 'fail')) return known;
  const stateMachine = await attempt('state machine', place, () => aboutStateMachine(place));
  const store = await attempt('public store', place, async () => {
    const reached = await reach(place);
    const { configuration } = reached;
    const says = `table ${place.table} has cluster ${configuration.name}, ${configuration.instances.length} instances`;
    return [
      ok('public store', says),
      ...(await attempt('cluster', place, () => examineCluster(reached))),
    ];
  });
  return [...known, ...stateMachine, ...store];
}

async function examineCluster(reached: Reached): Promise<Finding[]> {
  const { configuration, place } = reached;
  const seen = await lookAt(reached);
  const { look, observation } = seen;
  const { lock } = look;
  const standing = { lock, unfinished: look.unfinished !== undefined };
  const { forwards, instances } = await readinessOf(observation);
  const left = await reached.openStores().upgrades.readLeft(configuration.name);
  return [
    aboutLock(lock),
    aboutUnfinished(look.unfinished, lock),
    aboutTiming(look.notNow),
    ...aboutReadiness(forwards, instances, { ...standing, left }),
    ...(await attempt('weights as expected', place, async () => {
      const live = observation.forwards[0]?.weights ?? {};
      return [aboutWeights(live, await toldWeights(configuration), standing)];
    })),
    ...(await examineNodes(reached, seen)),
  ];
}

/** Looks twice: only what does not move between two looks, by the one clock here, gives no sign of life. */
async function examineNodes(
  { configuration, openStores }: Reached,
  { censuses }: Seen,
): Promise<Finding[]> {
  const seconds = Math.max(LEAST_SECONDS, configuration.leaseSeconds / 3);
  await sleep(seconds * 1_000);
  const stores = openStores();
  const found = Object.entries(censuses).map(async ([instance, census]) => {
    const later = await stores.nodes.list(configuration.name, instance);
    return aboutNodes(instance, census, later, Math.round(seconds));
  });
  return (await Promise.all(found)).flat();
}
