import { share } from '../../../core/weights';
import { isInstalled } from '../../../core/plan';
import type { Evidence, Sample } from '../evidence';

/** How an upgrade to a bad release went. */
export interface DrillVerdict {
  /** What the release does. */
  does: string;
  /** It failed as it should, and says that every instance went back. */
  rolledBack: boolean;
  /** The first line of what it failed with. */
  cause: string;
  /** Requests that the bad release itself has answered with its failure, and all others that failed. */
  failedByIt: number;
  failedOtherwise: number;
  /** The most of all requests that it had at any moment, and might have; 0 to 1. */
  share: number;
  allowed: number;
}

export function judgeDrill(evidence: Evidence): DrillVerdict | undefined {
  const { drill, requests, upgrade, samples, instances } = evidence;
  if (!drill) return undefined;
  const [cause = '', ...more] = (upgrade.error ?? upgrade.status).split('\n');
  const failed = requests.flatMap(({ failure }) => failure ?? []);
  const byIt = failed.filter((failure) => failure === drill.failure).length;
  const [first] = samples;
  const own = instances.map((name) => shareIn(first, name));
  return {
    does: drill.does,
    rolledBack:
      upgrade.status === 'FAILED' && cause.startsWith(`${drill.error}: `) && saysRolledBack(more),
    cause,
    failedByIt: byIt,
    failedOtherwise: failed.length - byIt,
    share: Math.max(0, ...samples.flatMap((sample) => sharesOfNew(sample, evidence))),
    // The others keep their weights, so its share of all is a little more than that part of its own.
    allowed: Math.max(
      ...own.map((of) => (of * drill.firstShare) / (1 - of + of * drill.firstShare)),
    ),
  };
}

/** Lines of a cause that say that every instance is back. */
export const saysRolledBack = (lines: string[]): boolean =>
  lines.some((line) => line.startsWith('Rolled back: '));

/** Of each instance on which the new release runs. */
const sharesOfNew = (sample: Sample, { instances, definitions, images }: Evidence): number[] =>
  instances
    .filter((name) =>
      sample.instances[name]?.tasks.some(({ definition, running }) => {
        return running && isInstalled(images.to, definitions[definition]?.images ?? {});
      }),
    )
    .map((name) => shareIn(sample, name));

const shareIn = (sample: Sample | undefined, instance: string): number =>
  Math.max(0, ...(sample?.weights ?? []).map((weights) => share(weights, instance)));
