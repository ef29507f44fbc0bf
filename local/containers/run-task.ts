import type { RunTaskCommandInput, TaskOverride } from '@aws-sdk/client-ecs';
import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../aws/json-api';
import type { Clusters } from './clusters';
import { newService, newTask } from './create';
import { newDeployment } from './deployments';
import { invalid } from './errors';
import type { ContainerDefinition, Task } from './state';
import type { TaskDefinitions } from './task-definitions';
import type { TaskRunner } from './task-runner';

/** Runs tasks that belong to no service; what was asked for by the same client token is started once. */
export class LoneTasks {
  private readonly asked = new Map<string, { input: RunTaskCommandInput; task: Task }>();

  constructor(
    private readonly clusters: Clusters,
    private readonly definitions: TaskDefinitions,
    private readonly runner: TaskRunner,
  ) {}

  run(input: RunTaskCommandInput): Task {
    const { clientToken } = input;
    const before = clientToken === undefined ? undefined : this.asked.get(clientToken);
    if (before && !isDeepStrictEqual(before.input, input))
      throw new AwsError('ConflictException', 'The clientToken is in use with another request.');
    const task = before?.task ?? this.start(input);
    if (clientToken !== undefined) this.asked.set(clientToken, { input, task });
    return task;
  }

  private start({ count = 1, startedBy, overrides, ...input }: RunTaskCommandInput): Task {
    if (count !== 1) throw invalid('RunTask with another count than 1 is not emulated.');
    const cluster = this.clusters.get(input.cluster);
    const definition = this.definitions.runnable(input.taskDefinition);
    const { group = `family:${definition.family}` } = input;
    // No service of the cluster's: nobody replaces it, and it has no targets.
    const service = newService(cluster, { serviceName: group });
    const deployment = { ...newDeployment(definition), ...(startedBy && { id: startedBy }) };
    const task = { ...newTask(service, deployment), group };
    for (const container of task.containers)
      container.definition = overridden(container.definition, overrides);
    cluster.tasks.push(task);
    this.runner.start(task);
    return task;
  }
}

function overridden(
  definition: ContainerDefinition,
  { containerOverrides = [] }: TaskOverride = {},
): ContainerDefinition {
  const found = containerOverrides.find(({ name }) => name === definition.name);
  const { environment = [] } = definition;
  return { ...definition, environment: [...environment, ...(found?.environment ?? [])] };
}
