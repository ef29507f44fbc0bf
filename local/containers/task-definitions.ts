import type { ContainerDefinition as SdkContainerDefinition, Tag } from '@aws-sdk/client-ecs';
import { clientError } from './errors';
import { ecsArn, shortName } from './names';
import type { ContainerDefinition, TaskDefinition } from './state';

/** What `RegisterTaskDefinition` is given, unknown fields and all. */
export interface Registration {
  family?: string;
  containerDefinitions?: SdkContainerDefinition[];
  tags?: Tag[];
}

/** Fargate's longest, in seconds. */
const MAX_STOP_TIMEOUT = 120;

/** All revisions of all families, kept in full. */
export class TaskDefinitions {
  private readonly families = new Map<string, TaskDefinition[]>();

  register({ tags = [], ...registered }: Registration): TaskDefinition {
    const family = registered.family ?? '';
    if (!/^[\w-]{1,255}$/.test(family)) throw clientError(`Invalid family name: '${family}'.`);
    const containers = checked(registered.containerDefinitions ?? []);
    const revisions = this.families.get(family) ?? [];
    const revision = revisions.length + 1;
    const definition: TaskDefinition = {
      arn: ecsArn(`task-definition/${family}:${revision}`),
      family,
      revision,
      status: 'ACTIVE',
      registeredAt: Date.now(),
      containers,
      registered,
      tags,
    };
    this.families.set(family, [...revisions, definition]);
    return definition;
  }

  /** Finds `family` (its newest active revision), `family:revision` or an ARN. */
  find(nameOrArn: string | undefined): TaskDefinition | undefined {
    const [family = '', revision] = shortName(nameOrArn ?? '').split(':');
    const revisions = this.families.get(family) ?? [];
    return revision
      ? revisions[Number(revision) - 1]
      : revisions.findLast(({ status }) => status === 'ACTIVE');
  }

  /** The one that a service is to run. Refuses one that is not there, or no longer active. */
  runnable(nameOrArn: string | undefined): TaskDefinition {
    const definition = this.find(nameOrArn);
    if (!definition) throw clientError('TaskDefinition not found.');
    if (definition.status === 'INACTIVE') throw clientError('TaskDefinition is inactive');
    return definition;
  }

  all(): TaskDefinition[] {
    return [...this.families.values()].flat();
  }
}

function checked(definitions: SdkContainerDefinition[]): ContainerDefinition[] {
  const names = new Set(definitions.map(({ name }) => name));
  if (definitions.length === 0) throw clientError('Container definitions should not be empty.');
  if (names.size < definitions.length) throw clientError('Container names should be unique.');
  return definitions.map((definition) => {
    const { name, image, stopTimeout = 0 } = definition;
    if (!name || !image) throw clientError('A container needs a name and an image.');
    if (stopTimeout > MAX_STOP_TIMEOUT)
      throw clientError(`stopTimeout is at most ${MAX_STOP_TIMEOUT} seconds.`);
    return { ...definition, name, image };
  });
}
