import {
  ConflictException,
  DescribeTasksCommand,
  ECSClient,
  ECSServiceException,
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
export const handler = (request: HookRequest): Promise<HookAnswer> =>
  look(request).catch((error: unknown) => {
    // What may be otherwise at the next look fails nothing: how long there are looks is for the hook's time-out to say.
    if (isPassing(error)) return inProgress;
    throw error;
  });

async function look(request: HookRequest): Promise<HookAnswer> {
  const tasks = await tasksOf(request);
  const own = tasks.find(({ group }) => group === groupOf(request));
  if (own) return outcomeOf(own);
  // What an upgrade before has begun ends first: the same is not done twice at a time.
  if (tasks.some(({ lastStatus }) => lastStatus !== 'STOPPED')) return inProgress;
  return start(request);
}

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
      // Asked for once more, because an answer was lost and ECS does not list it yet, it is the same task.
      clientToken: digest(groupOf(request), starterOf(request)),
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
            environment: [
              { name: 'TRANSSHIP_HOOK', value: JSON.stringify({ ...request, waited: 0 }) },
            ],
          },
        ],
      },
    }),
  );
  const [failure] = failures;
  if (!failure) return inProgress;
  return { hookStatus: 'FAILED', reason: `no task could be started: ${failure.reason}` };
}

function outcomeOf({ taskArn, lastStatus, stopCode, stoppedReason, ...task }: Task): HookAnswer {
  if (lastStatus !== 'STOPPED') return inProgress;
  const { exitCode, reason } =
    task.containers?.find(({ name }) => name === environment.CONTAINER) ?? {};
  // One that was told to stop may end with 0 too, half done.
  const byItself = stopCode === 'EssentialContainerExited';
  if (exitCode === 0 && byItself) return { hookStatus: 'SUCCEEDED' };
  const how =
    exitCode === undefined || !byItself
      ? (reason ?? stoppedReason)
      : `${environment.CONTAINER} exited with code ${exitCode}`;
  return { hookStatus: 'FAILED', reason: `task ${taskArn?.split('/').at(-1)}: ${how}` };
}

/** By which a hook's tasks are told from others of the same definition. */
const starterOf = ({ cluster, hook }: HookRequest): string => `transship-${digest(cluster, hook)}`;

/** By which the task of one upgrade, and of one of its instances, is told from those of others. */
const groupOf = ({ execution, instance = '' }: HookRequest): string =>
  `transship-${digest(execution, instance)}`;

/** No answer, a fault of the platform's own, throttling; or the task is there already, by other parameters. */
const isPassing = (error: unknown): boolean =>
  error instanceof ConflictException ||
  (error instanceof ECSServiceException
    ? error.$fault === 'server' || /Throttl|TooManyRequests/.test(error.name)
    : error instanceof Error && (error.name === 'TimeoutError' || 'code' in error));

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
