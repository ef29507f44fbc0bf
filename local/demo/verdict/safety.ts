import type { Evidence, Sample } from '../evidence';
import { isChanging, weightsOf } from './halves';
import { onlyProvenVacated } from './vacated-before-change';
import { timeOf, type Watched } from './watched';

export interface SafetyVerdict {
  /** An instance is changed only when it is vacated, and receives nothing meanwhile. */
  s4: Watched;
  /** The cluster is never without a healthy instance; none that is being changed is given weight. */
  s5: Watched;
  /** One upgrade at a time. */
  s6: Watched;
}

export const judgeSafety = (evidence: Evidence): SafetyVerdict => ({
  s4: onlyProvenVacated(evidence),
  s5: alwaysServed(evidence),
  s6: oneAtATime(evidence),
});

export function alwaysServed({
  instances,
  samples,
}: Pick<Evidence, 'instances' | 'samples'>): Watched {
  const violations = samples.flatMap((sample, index) => [
    ...withoutAnyInstance(sample),
    ...instances.flatMap((name) => raisedWhileChanging(name, samples[index - 1], sample)),
  ]);
  return { moments: samples.length, violations };
}

function withoutAnyInstance(sample: Sample): string[] {
  const able = (name: string, weight: number) => {
    const seen = sample.instances[name];
    return weight > 0 && seen !== undefined && !isChanging(seen) && (seen.targets.healthy ?? 0) > 0;
  };
  const bare = sample.weights.some(
    (weights) => !Object.entries(weights).some(([name, weight]) => able(name, weight)),
  );
  return bare ? [`${timeOf(sample)} no healthy instance at weight above 0`] : [];
}

/** The platform is read after the weights: what was still being changed then, was when the weight rose. */
function raisedWhileChanging(name: string, before: Sample | undefined, after: Sample): string[] {
  const changing = [before, after].every((sample) => {
    const seen = sample?.instances[name];
    return seen !== undefined && isChanging(seen);
  });
  if (!before || !changing) return [];
  const was = weightsOf(before, name);
  const raised = weightsOf(after, name).some((weight, action) => weight > (was[action] ?? 0));
  return raised ? [`${timeOf(after)} ${name} is given weight while it is being changed`] : [];
}

export function oneAtATime({ samples }: Pick<Evidence, 'samples'>): Watched {
  const violations = samples.flatMap((sample) => {
    const holders = sample.upgrades.filter((upgrade) => upgrade.holdsLock);
    const names = holders.map((upgrade) => upgrade.name).join(' and ');
    return holders.length > 1 ? [`${timeOf(sample)} ${names} both hold the lock`] : [];
  });
  return { moments: samples.length, violations };
}
