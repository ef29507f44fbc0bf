import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startJsonApi } from '../aws/json-api';
import { Clusters } from './clusters';
import { Images } from './images';
import { startMetadata } from './metadata';
import { Ports } from './ports';
import { registryOperations } from './registry-api';
import { scalingOperations } from './scaling-api';
import { startScheduler } from './scheduler';
import { serviceOperations } from './service-api';
import type { Task } from './state';
import type { TargetRegistry } from './targets';
import { taskOperations } from './task-api';
import { taskDefinitionOperations } from './task-definition-api';
import { TaskDefinitions } from './task-definitions';
import { TaskRunner } from './task-runner';

export type { TargetRegistry } from './targets';

const CLOSE_GRACE_MS = 1_000;

export interface ContainersOptions {
  /** The load balancer whose target groups the services name. */
  targets: TargetRegistry;
  /** Given to every container, before the environment of its own definition. */
  environment: Record<string, string>;
  /** Holds the images, and what the containers print, in `logs`. Whoever made it removes it. */
  workDirectory: string;
  /** How long a target must be unhealthy without a break before its task is replaced. Default 2 s. */
  replaceUnhealthyAfterMs?: number;
}

export interface TaskChange {
  /** Milliseconds since the epoch. */
  at: number;
  service: string;
  taskArn: string;
  taskDefinitionArn: string;
  lastStatus: string;
}

export interface Containers {
  /** Of the ECS API. */
  endpoint: string;
  /** Of the ECR API. */
  registryEndpoint: string;
  /** Of the Application Auto Scaling API. */
  scalingEndpoint: string;
  /** Bundles a script into an image; returns its URI, by digest. */
  publish(repository: string, entryFile: string): Promise<string>;
  /** The processes that are there now, also those of tasks that are stopping. */
  processes(): { taskArn: string; container: string; pid: number }[];
  /** Tells of every change of a task's status, as it happens. Returns how to stop listening. */
  onTaskChange(listener: (change: TaskChange) => void): () => void;
  /** Stops every container (killed after at most 1 s) and frees every port. */
  close(): Promise<void>;
}

/** A container service and its image registry on this machine: each container is a Node.js process. */
export async function startContainers(options: ContainersOptions): Promise<Containers> {
  const { targets, environment, workDirectory, replaceUnhealthyAfterMs = 2_000 } = options;
  const logDirectory = join(workDirectory, 'logs');
  await mkdir(logDirectory, { recursive: true });
  const listeners = new Set<(change: TaskChange) => void>();
  const changed = (task: Task) => {
    for (const listener of listeners) listener(changeOf(task));
  };

  const images = new Images(join(workDirectory, 'images'));
  const definitions = new TaskDefinitions();
  const clusters = new Clusters();
  const metadata = await startMetadata();
  const ports = new Ports();
  const platform = { images, ports, metadata, targets, environment, logDirectory, changed };
  const runner = new TaskRunner(platform);
  const ecs = await startJsonApi('1.1', {
    ...taskDefinitionOperations(definitions),
    ...serviceOperations(clusters, definitions),
    ...taskOperations(clusters, definitions, runner),
  });
  const ecr = await startJsonApi('1.1', registryOperations(images));
  const scaling = await startJsonApi('1.1', scalingOperations(clusters));
  const stopScheduling = startScheduler({ clusters, runner, targets, replaceUnhealthyAfterMs });

  return {
    endpoint: ecs.endpoint,
    registryEndpoint: ecr.endpoint,
    scalingEndpoint: scaling.endpoint,
    publish: (repository, entryFile) => images.publish(repository, entryFile),
    processes: () => runner.processes(),
    onTaskChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopScheduling();
      await Promise.all([ecs.close(), ecr.close(), scaling.close()]);
      await runner.close(CLOSE_GRACE_MS);
      await metadata.close();
    },
  };
}

const changeOf = (task: Task): TaskChange => ({
  at: Date.now(),
  service: task.service.name,
  taskArn: task.arn,
  taskDefinitionArn: task.definition.arn,
  lastStatus: task.lastStatus,
});
