import {
  DescribeTasksCommand,
  StopTaskCommand,
  type Task,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import type { ListedTask } from '../../../core/census';
import type { EcsFleetConfiguration } from '../../../core/cluster';
import { containers } from '../../aws/clients';
import type { HeldLock } from '../../held-lock';

/** As many as the platform describes in one call. */
const MOST_DESCRIBED = 100;

/** Every task of the instance that has not stopped, those that start or are being stopped included. */
export async function listTasks(service: EcsFleetConfiguration): Promise<ListedTask[]> {
  // In this order a task that is being stopped meanwhile is in both lists, and not in neither.
  const running = await listArns(service, 'RUNNING');
  const stopping = await listArns(service, 'STOPPED');
  const tasks = await describeTasks(service, [...new Set([...running, ...stopping])]);
  return tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(listed);
}

/** Why the task that failed last did so, as the platform tells it; of the tasks of a task definition if one is named. */
export async function lastFailure(
  service: EcsFleetConfiguration,
  taskDefinition?: string,
): Promise<string | undefined> {
  const tasks = await describeTasks(service, await listArns(service, 'STOPPED'));
  return tasks
    .filter((task) => taskDefinition === undefined || task.taskDefinitionArn === taskDefinition)
    .filter(({ stopCode }) => stopCode !== 'ServiceSchedulerInitiated')
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0))
    .map(stopReason)[0];
}

/** Has the platform stop a task, and put another one in its place. Errors: `LockLost`. */
export async function stopTask(
  lock: HeldLock,
  { cluster }: EcsFleetConfiguration,
  task: string,
  reason: string,
): Promise<void> {
  await lock.prove();
  await containers.send(new StopTaskCommand({ cluster, task, reason }));
}

async function listArns(
  { cluster, service }: EcsFleetConfiguration,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<string[]> {
  const arns: string[] = [];
  const pages = paginateListTasks(
    { client: containers },
    { cluster, serviceName: service, desiredStatus },
  );
  for await (const { taskArns = [] } of pages) arns.push(...taskArns);
  return arns;
}

async function describeTasks({ cluster }: EcsFleetConfiguration, arns: string[]): Promise<Task[]> {
  const described: Task[] = [];
  for (let first = 0; first < arns.length; first += MOST_DESCRIBED) {
    const tasks = arns.slice(first, first + MOST_DESCRIBED);
    const answer = await containers.send(new DescribeTasksCommand({ cluster, tasks }));
    described.push(...(answer.tasks ?? []));
  }
  return described;
}

function listed(task: Task): ListedTask {
  const { taskArn = '', taskDefinitionArn = '', desiredStatus, lastStatus } = task;
  const state =
    desiredStatus === 'STOPPED' ? 'stopping' : lastStatus === 'RUNNING' ? 'running' : 'starting';
  return { slot: taskArn, state, definition: taskDefinitionArn };
}

function stopReason({ stoppedReason = 'no reason given', containers: all = [] }: Task): string {
  const ended = all
    .filter(({ exitCode, reason }) => reason !== undefined || (exitCode ?? 0) !== 0)
    .map(({ name, exitCode, reason }) => `${name}: ${reason ?? `exit code ${exitCode}`}`);
  return [stoppedReason, ...ended].join('; ');
}
