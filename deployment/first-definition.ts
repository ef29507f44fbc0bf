import {
  ClientException,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { clientOptions } from '../lambdas/aws/client-options';
import { type Described, afterBlueprint } from '../lambdas/fleet/ecs/revision';
import { customResource } from './custom-resource';
import { oncePermitted } from './permitted';

interface Properties {
  /** That the service runs. */
  Family: string;
  /** Family whose newest task definition is copied. */
  Blueprint: string;
}

const containers = new ECSClient(clientOptions());

/**
 * Copies the first task definition of a service from its blueprint, as an upgrade would. A new service always gets one:
 * what its family has is of a service of that name that was deleted, and so were the roles that it names.
 */
export const handler = customResource<Properties>(async ({ RequestType, ResourceProperties }) => {
  const { Family: family, Blueprint } = ResourceProperties;
  if (RequestType === 'Update' && (await describe(family))) return;
  const blueprint = await describe(Blueprint);
  if (!blueprint) throw new Error(`There is no active task definition of the family ${Blueprint}.`);
  const first = afterBlueprint(blueprint, { family }, {});
  await oncePermitted(() => containers.send(new RegisterTaskDefinitionCommand(first)));
});

/** The newest active one of a family; undefined if there is none. */
async function describe(taskDefinition: string): Promise<Described | undefined> {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  try {
    const answer = await oncePermitted(() => containers.send(command));
    return { ...answer.taskDefinition, tags: answer.tags };
  } catch (error) {
    if (error instanceof ClientException) return undefined;
    throw error;
  }
}
