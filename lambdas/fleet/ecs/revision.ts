import type { RegisterTaskDefinitionCommandInput, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import { isDeepStrictEqual } from 'node:util';
import type { Release } from '../../../core/cluster';

/** A task definition as ECS tells of it, with its tags. */
export type Described = TaskDefinition & { tags?: Tag[] };

/** On a task definition that an upgrade has registered: the ARN of the blueprint that it was made from. */
const BLUEPRINT_TAG = 'transship:blueprint';

/** What ECS tells of a task definition and will not be told. */
export const toldOnly: ReadonlySet<string> = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
]);

/** Container → image. */
export const imagesOf = ({
  containerDefinitions = [],
}: Pick<Described, 'containerDefinitions'>): Release =>
  Object.fromEntries(
    containerDefinitions.map(({ name = '', image = '' }) => [name, image] as const),
  );

/** The same again with other images. Everything that can be registered is kept, also what this code has never heard of. */
export function nextRevision(
  described: Described,
  images: Release,
): RegisterTaskDefinitionCommandInput {
  const { tags = [], containerDefinitions = [], ...rest } = described;
  const kept = Object.fromEntries(Object.entries(rest).filter(([field]) => !toldOnly.has(field)));
  // Those of the platform's own are not to be registered.
  const ours = tags.filter(({ key }) => !key?.startsWith('aws:'));
  return {
    ...(kept as Pick<RegisterTaskDefinitionCommandInput, 'family'>),
    containerDefinitions: containerDefinitions.map((container) => ({
      ...container,
      image: own(images, container.name) ?? container.image,
    })),
    ...(ours.length > 0 && { tags: ours }),
  };
}

/** A container may well be called `toString`. */
const own = (images: Release, container = ''): string | undefined =>
  Object.hasOwn(images, container) ? images[container] : undefined;

/** The blueprint with the images that run, replaced by those of an update, in the family that runs. */
export function afterBlueprint(
  blueprint: Described,
  running: Described,
  update: Release,
): RegisterTaskDefinitionCommandInput {
  const next = nextRevision(blueprint, { ...imagesOf(running), ...update });
  const madeFrom = { key: BLUEPRINT_TAG, value: blueprint.taskDefinitionArn };
  return { ...next, family: running.family, tags: [...otherTags(next), madeFrom] };
}

/** The ARN of the blueprint that it was made from, if an upgrade has made it. */
export const blueprintOf = ({ tags = [] }: Pick<Described, 'tags'>): string | undefined =>
  tags.find(({ key }) => key === BLUEPRINT_TAG)?.value;

/** They would run alike: what they were made from is left out, and so is the order of what ECS keeps in no order. */
export const areAlike = (
  one: RegisterTaskDefinitionCommandInput,
  other: RegisterTaskDefinitionCommandInput,
): boolean =>
  isDeepStrictEqual(
    sorted({ ...one, tags: otherTags(one) }),
    sorted({ ...other, tags: otherTags(other) }),
  );

const otherTags = ({ tags = [] }: Pick<Described, 'tags'>): Tag[] =>
  tags.filter(({ key }) => key !== BLUEPRINT_TAG);

/** Lists of objects (variables, tags, mounts) are sets to ECS; lists of words (a command) are not. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(sorted);
    if (all.some((each) => typeof each !== 'object')) return all;
    return all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}
