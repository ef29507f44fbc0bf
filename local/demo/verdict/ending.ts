import type { Evidence, InstanceSample, Sample } from '../evidence';
import { isChanging, weightsOf } from './halves';

/** What is wrong with how the cluster was left; each list is empty when nothing is. */
export interface EndingVerdict {
  /** A node that does not run what it should (after a drill, what it ran before), of the updated component. */
  release: string[];
  /** A component that the update did not name, but that is not as it was. */
  otherComponents: string[];
  weights: string[];
  /** A lock that is held, an instance that does not serve. */
  leftOver: string[];
}

export function judgeEnding(evidence: Evidence): EndingVerdict {
  const first = evidence.samples[0];
  const last = evidence.samples.at(-1);
  if (!first || !last) {
    const unseen = ['the monitor saw nothing'];
    return { release: unseen, otherComponents: unseen, weights: unseen, leftOver: unseen };
  }
  return {
    release: evidence.instances.flatMap((name) => wrongRelease(name, last, evidence)),
    otherComponents: evidence.instances.flatMap((name) => otherwise(name, first, last, evidence)),
    weights: evidence.instances.flatMap((name) => {
      const [was, is] = [first, last].map((sample) => weightsOf(sample, name).join());
      return was === is ? [] : [`${name} has weight ${is}, and had ${was}`];
    }),
    leftOver: [
      ...(last.lockHolder === undefined ? [] : [`the lock is held by ${last.lockHolder}`]),
      ...evidence.instances.flatMap((name) => notServing(name, last.instances[name])),
    ],
  };
}

const componentsIn = ({ images }: Evidence) => Object.keys(images.from);
const isUpdated = (component: string, { images }: Evidence) =>
  images.from[component] !== images.to[component];

function wrongRelease(name: string, last: Sample, evidence: Evidence): string[] {
  const { images, drill } = evidence;
  const [which, wanted] = drill ? ['former', images.from] : ['new', images.to];
  const tasks = last.instances[name]?.tasks ?? [];
  if (tasks.length === 0) return [`${name} has no node`];
  return tasks.flatMap(({ task, definition }) =>
    componentsIn(evidence)
      .filter((component) => isUpdated(component, evidence))
      .filter((component) => {
        const installed = evidence.definitions[definition]?.images[component];
        return installed !== wanted[component];
      })
      .map((component) => `${name}: ${component} of ${task} is not the ${which} one`),
  );
}

/** The images and all other settings of a component that the update does not name, at the end and at the beginning. */
function otherwise(name: string, first: Sample, last: Sample, evidence: Evidence): string[] {
  const installedIn = (sample: Sample, component: string) =>
    (sample.instances[name]?.tasks ?? []).map(({ definition }) => {
      const found = evidence.definitions[definition];
      return `${found?.images[component]} ${found?.settings[component]}`;
    });
  return componentsIn(evidence)
    .filter((component) => !isUpdated(component, evidence))
    .filter((component) => {
      const installed = [first, last].flatMap((sample) => installedIn(sample, component));
      return new Set(installed).size !== 1;
    })
    .map((component) => `${name}: ${component} is not as it was`);
}

function notServing(name: string, seen: InstanceSample | undefined): string[] {
  if (!seen) return [`${name} was not seen`];
  if (isChanging(seen)) return [`${name} is still being changed`];
  if (seen.mode && seen.mode.mode !== 'serving') return [`${name} is still ${seen.mode.mode}`];
  return [];
}
