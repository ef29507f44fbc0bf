import type { Evidence, InstanceSample, Sample } from '../evidence';

/**
 * One instance's part of the upgrade, as the monitor saw it. With two instances there are two, hence the name.
 * Each moment is the first sample that showed it; undefined when none did.
 */
export interface Half {
  instance: string;
  /** Told to drain, or (when nodes know no modes) taken out of the load balancer. */
  drainedAt: number | undefined;
  /** From then on until it is changed, every listed task has sealed this drain. */
  sealedAt: number | undefined;
  /** Its tasks are being replaced. */
  changedFrom: number | undefined;
  changedTo: number | undefined;
  /** Requests are sent to it again. */
  returnedAt: number | undefined;
}

/** Its tasks are being replaced: a second deployment is under way, or tasks of two definitions are there. */
export const isChanging = ({ deployments, tasks }: InstanceSample): boolean =>
  deployments > 1 || new Set(tasks.map((task) => task.definition)).size > 1;

export const weightsOf = (sample: Sample, instance: string): number[] =>
  sample.weights.map((weights) => weights[instance] ?? 0);

export const halves = ({ instances, samples }: Pick<Evidence, 'instances' | 'samples'>): Half[] =>
  instances.map((instance) => halfOf(instance, samples));

function halfOf(instance: string, samples: Sample[]): Half {
  const firstAfter = (from: number | undefined, holds: (sample: Sample) => boolean) =>
    from === undefined ? undefined : samples.find((s) => s.at >= from && holds(s))?.at;
  const seen = (sample: Sample) => sample.instances[instance];
  const begins = samples[0]?.at;
  const drainedAt = firstAfter(begins, (sample) => isDrained(sample, instance));
  const changedFrom = firstAfter(begins, (sample) => test(seen(sample), isChanging));
  const lastChange = samples.findLast((sample) => test(seen(sample), isChanging))?.at;
  const returnedAt = firstAfter(lastChange ?? drainedAt, (sample) =>
    weightsOf(sample, instance).some((weight) => weight > 0),
  );
  const until = changedFrom ?? returnedAt ?? Infinity;
  return {
    instance,
    drainedAt,
    sealedAt: sealedSince(
      samples.filter(({ at }) => at >= (drainedAt ?? Infinity) && at < until),
      instance,
    ),
    changedFrom,
    changedTo: firstAfter(lastChange, (sample) => !test(seen(sample), isChanging)) ?? lastChange,
    returnedAt,
  };
}

const test = (seen: InstanceSample | undefined, holds: (seen: InstanceSample) => boolean) =>
  seen !== undefined && holds(seen);

function isDrained(sample: Sample, instance: string): boolean {
  const mode = sample.instances[instance]?.mode;
  if (mode && mode.generation > 0) return mode.mode === 'draining';
  return mode === undefined && weightsOf(sample, instance).every((weight) => weight === 0);
}

/** At the end of these samples. Sealed once is not enough: what is found to stay there has it drain anew. */
function sealedSince(samples: Sample[], instance: string): number | undefined {
  const open = samples.findLastIndex((sample) => !test(sample.instances[instance], isSealed));
  return samples[open + 1]?.at;
}

const isSealed = ({ mode, tasks }: InstanceSample): boolean =>
  mode !== undefined && tasks.length > 0 && tasks.every((task) => task.sealed === mode.generation);
