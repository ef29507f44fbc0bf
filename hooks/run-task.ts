import {
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  type Task,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import { createHash } from 'node:crypto';
import type { HookAnswer, HookRequest } from '../core/hook';

/** What the task is, and where it runs; `infra/cluster/task-hook.ts` says so in this function's environment. */
export interface TaskHookEnvironment {
  /** ARN of the ECS cluster. */
  ECS_CLUSTER: string;
  /** ARN of the task definition. */
  TASK_DEFINITION: string;
  /** The container that is given the request, and whose exit code tells how it went. */
  CONTAINER: string;
  /** Ids, separated by commas. */
  SUBNETS: string;
  SECURITY_GROUPS: string;
  ASSIGN_PUBLIC_IP: 'ENABLED' | 'DISABLED';
}

/** Given up well before whoever asks gives this function up. */
const ecs = new ECSClient({
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
});
const environment = process.env as unknown as TaskHookEnvironment;
const inProgress: HookAnswer = { hookStatus: 'IN_PROGRESS' };

/** A hook that is an ECS task: starts one for each upgrade that asks, and says how it is getting on. */
export const handler = async (request: HookRequest): Promise<HookAnswer> => {
  const tasks = await tasksOf(request);
  const own = tasks.find(({ group }) => group === groupOf(request));
  if (own) return outcomeOf(own);
  // What an upgrade before has begun ends first: the same is not done twice at a time.
  if (tasks.some(({ lastStatus }) => lastStatus !== 'STOPPED')) return inProgress;
  return start(request);
};

/**
 * Those of this hook, of whatever upgrade; ECS tells of one that has ended for an hour. They are listed by their
 * definition, because it lists by who started them only what has not ended.
 */
async function tasksOf(request: HookRequest): Promise<Task[]> {
  const cluster = environment.ECS_CLUSTER;
  const family = environment.TASK_DEFINITION.split('/').at(-1)?.split(':')[0];
  const found: Task[] = [];
  for (const desiredStatus of ['RUNNING', 'STOPPED'] as const)
    for await (const { taskArns: tasks = [] } of paginateListTasks(
      { client: ecs },
      { cluster, family, desiredStatus },
    ))
      if (tasks.length > 0)
        found.push(...((await ecs.send(new DescribeTasksCommand({ cluster, tasks }))).tasks ?? []));
  return found.filter(({ startedBy }) => startedBy === starterOf(request));
}

async function start(request: HookRequest): Promise<HookAnswer> {
  const { failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: environment.ECS_CLUSTER,
      taskDefinition: environment.TASK_DEFINITION,
      launchType: 'FARGATE',
      startedBy: starterOf(request),
      group: groupOf(request),
      // Asked for once more, because an answer was lost, it is the same task.
      clientToken: digest(request.execution, starterOf(request)),
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: environment.SUBNETS.split(','),
          securityGroups: environment.SECURITY_GROUPS.split(','),
          assignPublicIp: environment.ASSIGN_PUBLIC_IP,
        },
      },
      overrides: {
        containerOverrides: [
          {
            name: environment.CONTAINER,
            environment: [{ name: 'TRANSSHIP_HOOK', value: JSON.stringify(request) }],
          },
        ],
      },
    }),
  );
  const [failure] = failures;
  if (!failure) return inProgress;
  return { hookStatus: 'FAILED', reason: `no task could be started: ${failure.reason}` };
}

function outcomeOf({ taskArn, lastStatus, stoppedReason, containers = [] }: Task): HookAnswer {
  if (lastStatus !== 'STOPPED') return inProgress;
  const container = containers.find(({ name }) => name === environment.CONTAINER);
  if (container?.exitCode === 0) return { hookStatus: 'SUCCEEDED' };
  const how =
    container?.exitCode === undefined
      ? (container?.reason ?? stoppedReason)
      : `${environment.CONTAINER} exited with code ${container.exitCode}`;
  return { hookStatus: 'FAILED', reason: `task ${taskArn?.split('/').at(-1)}: ${how}` };
}

/** By which a hook's tasks are told from others of the same definition. */
const starterOf = ({ cluster, hook, instance = '' }: HookRequest): string =>
  `transship-${digest(cluster, hook, instance)}`;

/** By which the task of one upgrade is told from those of others. */
const groupOf = ({ execution }: HookRequest): string => `transship-${digest(execution)}`;

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
