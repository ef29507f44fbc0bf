import {
  DescribeTasksCommand,
  ListTasksCommand,
  type ListTasksCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { CLUSTER, fixture, Harness, until } from './harness';

// A task that belongs to no service.

let harness: Harness;
let taskDefinition: string;

beforeEach(async () => {
  harness = await Harness.start();
  taskDefinition = await harness.register(
    await harness.containers.publish('app', fixture('crash')),
  );
});
afterEach(() => harness.close());

const runTask = async (but: Partial<RunTaskCommandInput> = {}) => {
  const command = new RunTaskCommand({ cluster: CLUSTER, taskDefinition, ...but });
  const { tasks } = await harness.ecs.send(command);
  return tasks?.[0]?.taskArn ?? '';
};
const describeTask = async (taskArn: string) => {
  const command = new DescribeTasksCommand({ cluster: CLUSTER, tasks: [taskArn] });
  return (await harness.ecs.send(command)).tasks?.[0];
};
const ended = (taskArn: string) =>
  until(async () => {
    const task = await describeTask(taskArn);
    return task?.lastStatus === 'STOPPED' ? task : undefined;
  });

test('a task that is run alone ends when its container does, and nobody replaces it', async () => {
  const taskArn = await runTask({ startedBy: 'somebody', group: 'migrations' });
  expect(await ended(taskArn)).toMatchObject({
    group: 'migrations',
    startedBy: 'somebody',
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 3 }],
  });
  const list = async (by: Partial<ListTasksCommandInput>) =>
    (await harness.ecs.send(new ListTasksCommand({ cluster: CLUSTER, ...by }))).taskArns;
  expect(await list({ family: 'app', desiredStatus: 'STOPPED' })).toEqual([taskArn]);
  expect(await list({ family: 'app' })).toEqual([]);
  expect(await list({ startedBy: 'somebody' })).toEqual([]);
  await expect(list({ startedBy: 'somebody', desiredStatus: 'STOPPED' })).rejects.toThrow(
    'must be the only filter',
  );
});

test('what is asked for by one client token is one task, and by another one another', async () => {
  const first = await runTask({ clientToken: 'a' });
  expect(await runTask({ clientToken: 'a' })).toBe(first);
  expect(await runTask({ clientToken: 'b' })).not.toBe(first);
  await expect(runTask({ clientToken: 'a', group: 'another' })).rejects.toMatchObject({
    name: 'ConflictException',
  });
});

test('without a group it is one of its family', async () => {
  const { group } = (await describeTask(await runTask())) ?? {};
  expect(group).toMatch(/^family:/);
});

test('more than one at once is refused, because that is not emulated', async () => {
  await expect(runTask({ count: 2 })).rejects.toThrow('another count than 1');
});
