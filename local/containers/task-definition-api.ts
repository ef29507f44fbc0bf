import type {
  DeregisterTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandInput,
  ListTaskDefinitionsCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../aws/json-api';
import { clientError } from './errors';
import { page } from './page';
import type { TaskDefinition } from './state';
import type { Registration, TaskDefinitions } from './task-definitions';

export function taskDefinitionOperations(definitions: TaskDefinitions): Operations {
  return {
    RegisterTaskDefinition(input: Registration) {
      const definition = definitions.register(input);
      return { taskDefinition: describe(definition), tags: definition.tags };
    },

    DescribeTaskDefinition({ taskDefinition, include }: DescribeTaskDefinitionCommandInput) {
      const found = definitions.find(taskDefinition);
      if (!found) throw clientError('Unable to describe task definition.');
      const tags = include?.includes('TAGS') ? found.tags : undefined;
      return { taskDefinition: describe(found), tags };
    },

    DeregisterTaskDefinition({ taskDefinition }: DeregisterTaskDefinitionCommandInput) {
      if (!taskDefinition?.includes(':')) throw clientError('A revision must be given.');
      const found = definitions.find(taskDefinition);
      if (!found) throw clientError('The specified task definition does not exist.');
      found.status = 'INACTIVE';
      found.deregisteredAt ??= Date.now();
      return { taskDefinition: describe(found) };
    },

    ListTaskDefinitions(input: ListTaskDefinitionsCommandInput) {
      const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = input;
      const arns = definitions
        .all()
        // Despite its name, ECS takes it for the whole family name.
        .filter(({ family }) => familyPrefix === undefined || family === familyPrefix)
        .filter((definition) => definition.status === status)
        .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision)
        .map(({ arn }) => arn);
      const { items, nextToken } = page(sort === 'DESC' ? arns.reverse() : arns, input);
      return { taskDefinitionArns: items, nextToken };
    },
  };
}

/** Everything as registered, with the defaults that ECS fills in and the fields that are its own. */
const describe = (definition: TaskDefinition) => ({
  volumes: [],
  placementConstraints: [],
  ...definition.registered,
  containerDefinitions: definition.containers.map((container) => ({
    cpu: 0,
    essential: true,
    environment: [],
    portMappings: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...container,
  })),
  taskDefinitionArn: definition.arn,
  revision: definition.revision,
  status: definition.status,
  compatibilities: ['EC2', 'FARGATE'],
  requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
  registeredAt: definition.registeredAt / 1000,
  deregisteredAt: definition.deregisteredAt && definition.deregisteredAt / 1000,
});
