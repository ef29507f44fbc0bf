import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../core/cluster';
import { startApprover } from '../support/approver';
import { settledAt, standingOf } from '../support/standing';
import { befall } from './befall';
import { judge } from './judge';
import type { Scenario } from './scenarios';
import { type Ending, patient, type Stage } from './stage';
import { startWatch } from './watch';

/** What came of a scenario. */
export interface Finding {
  /** How the upgrade with the fault ended, the same one run again, and the one back. */
  endings: string[];
  requests: number;
  effects: number;
  /** At which the cluster was looked at from outside. */
  moments: number;
  /** A sentence each. */
  violations: string[];
}

/**
 * The upgrade that the faults befall, the same update run again, and a roll back to what ran before, all under
 * requests. The cluster ends as it began, if there are no violations.
 */
export async function carryOut(
  scenario: Scenario,
  stage: Stage,
  signal: AbortSignal,
): Promise<Finding> {
  const { cluster, interposition } = stage;
  const { from, to } = cluster.shop.releases;
  const options = { ...patient, ...scenario.course.options };
  const update = { orders: to.orders };
  interposition.forget();
  const watch = startWatch(stage, signal);
  const approver = scenario.course.approved && startApprover(cluster, signal);

  const befallen = await befall(scenario, stage, { update, options });
  const again = await stage.ended(await stage.start({ update, options }));
  const unlikeTo = await unlike(stage, to);
  await approver?.stop();
  const back = await stage.ended(await stage.start({ rollBack: true, options: patient }));
  const unlikeFrom = await unlike(stage, from);
  await stage.quiet();
  const seen = await watch.end();

  const instances = cluster.shop.configuration.instances.map(({ name }) => name);
  return {
    endings: [befallen.ending, again, back].map(({ status, error }) => error ?? status),
    requests: seen.requests.length,
    effects: seen.effects.length,
    moments: seen.samples.length,
    violations: [
      ...befallen.violations,
      ...incomplete('the same update run again', again, unlikeTo),
      ...incomplete('the roll back', back, unlikeFrom),
      ...judge(instances, seen, interposition.log),
    ],
  };
}

/** An update that has been carried out already is complete too. */
const incomplete = (what: string, { status, error, cause }: Ending, unlike: string[]): string[] => [
  ...(status === 'SUCCEEDED' || error === 'ReleaseAlreadyInstalled'
    ? []
    : [`S7: ${what} ended as ${status}: ${error}: ${cause}`]),
  ...unlike.map((it) => `S7: after ${what} ${it}`),
];

/** What is not as it should be once all instances run this release, if something is not. */
async function unlike({ cluster }: Stage, release: Release): Promise<string[]> {
  const [is, should] = [await standingOf(cluster), settledAt(release)];
  return isDeepStrictEqual(is, should)
    ? []
    : [`the cluster stands as ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`];
}
