import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { ask, CLUSTER, fixture, Harness, hostPort, isAlive, until } from './harness';

let harness: Harness;
let image: string;

beforeEach(async () => {
  harness = await Harness.start({ replaceUnhealthyAfterMs: 100 });
  image = await harness.containers.publish('app', fixture('server'));
});
afterEach(() => harness.close());

const serve = async (
  container: object = {},
  environment: Record<string, string> = {},
  healthCheckGracePeriodSeconds = 3_600,
) => {
  await harness.createService(await harness.register(image, container, environment), {
    desiredCount: 1,
    healthCheckGracePeriodSeconds,
  });
  await harness.rollout('COMPLETED');
  const [task] = await harness.tasks();
  if (!task?.taskArn) throw new Error('There is no task');
  return { ...task, taskArn: task.taskArn };
};

const describeTask = async (taskArn: string) => {
  const { tasks } = await harness.ecs.send(
    new DescribeTasksCommand({ cluster: CLUSTER, tasks: [taskArn] }),
  );
  return tasks?.[0];
};

const stopped = (taskArn: string) =>
  until(async () => {
    const task = await describeTask(taskArn);
    return task?.lastStatus === 'STOPPED' ? task : undefined;
  });

test('a task whose essential container is killed stops, and another takes its place', async () => {
  const task = await serve();
  process.kill((await ask(task)).pid, 'SIGKILL');
  expect(await stopped(task.taskArn)).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ lastStatus: 'STOPPED', exitCode: 137 }],
  });
  await until(async () => (await harness.service()).runningCount === 1);
  const [next] = await harness.tasks();
  expect(next?.taskArn).not.toBe(task.taskArn);
  expect(harness.targets.calls).toContain(`deregister ${hostPort(task)}`);
});

test('a container with a restart policy is restarted in its task, on its port, as a new process', async () => {
  const task = await serve({ restartPolicy: { enabled: true } });
  const { pid } = await ask(task);
  process.kill(pid, 'SIGKILL');
  const again = await until(() => ask(task).catch(() => undefined));
  expect(again.pid).not.toBe(pid);
  expect(await describeTask(task.taskArn)).toMatchObject({
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
  });
  expect(harness.statuses(task.taskArn)).toEqual(['PROVISIONING', 'PENDING', 'RUNNING']);
});

test('a frozen task is replaced once its target has been unhealthy for long', async () => {
  const task = await serve({ stopTimeout: 0 }, {}, 0);
  const { pid } = await ask(task);
  process.kill(pid, 'SIGSTOP');
  harness.targets.sicken(hostPort(task));
  const end = await stopped(task.taskArn);
  expect(end.stoppedReason).toContain('failed ELB health checks');
  expect(isAlive(pid)).toBe(false);
  await until(async () => (await harness.service()).runningCount === 1);
});

test('a container that ignores SIGTERM is killed after its stop time-out', async () => {
  const task = await serve({ stopTimeout: 5 }, { SIGTERM: 'ignore' });
  await harness.ecs.send(
    new StopTaskCommand({ cluster: CLUSTER, task: task.taskArn, reason: 'frozen' }),
  );
  expect(await stopped(task.taskArn)).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'frozen',
    containers: [{ exitCode: 137 }],
  });
  const logs = join(harness.workDirectory, 'logs');
  const names = await readdir(logs);
  const texts = await Promise.all(names.map((name) => readFile(join(logs, name), 'utf8')));
  expect(texts.join()).toContain('SIGTERM ignored');
});

test('a container learns its task from the metadata endpoint, and gets the shared environment', async () => {
  const task = await serve();
  const { environment } = await ask(task);
  expect(environment).toMatchObject({ SHARED: 'by all', AWS_REGION: 'us-east-1' });
  const uri = environment.ECS_CONTAINER_METADATA_URI_V4;
  const about = await fetch(`${uri}/task`);
  expect(await about.json()).toMatchObject({ TaskARN: task.taskArn, Family: 'app', Revision: '1' });
  const aboutContainer = await fetch(String(uri));
  expect(await aboutContainer.json()).toMatchObject({ Name: 'app' });
});

test('containers of one task reach each other, and one that is not essential may end', async () => {
  await harness.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'pair',
      containerDefinitions: [
        {
          name: 'app',
          image,
          portMappings: [{ containerPort: 8080 }],
          environment: [
            { name: 'PORT', value: '8080' },
            { name: 'CATALOG', value: 'http://localhost:9090/prices' },
          ],
        },
        {
          name: 'catalog',
          image,
          portMappings: [{ containerPort: 9090 }],
          environment: [{ name: 'PORT', value: '9090' }],
        },
        {
          name: 'once',
          image: await harness.containers.publish('once', fixture('crash')),
          essential: false,
        },
      ],
    }),
  );
  await harness.createService('pair', { desiredCount: 1 });
  await harness.rollout('COMPLETED');
  const [task] = await harness.tasks();
  const { environment } = await ask(task);
  // The rollout waited for the target alone; nobody says when the other container listens.
  const catalog = await until(() => fetch(String(environment.CATALOG)).catch(() => undefined));
  const { pid } = (await catalog.json()) as { pid: number };
  expect(harness.containers.processes()).toContainEqual({
    taskArn: task?.taskArn,
    container: 'catalog',
    pid,
  });
  await until(async () => {
    const described = await describeTask(task?.taskArn ?? '');
    return described?.containers?.some(({ name, exitCode }) => name === 'once' && exitCode === 3);
  });
  expect((await harness.service()).runningCount).toBe(1);
});
