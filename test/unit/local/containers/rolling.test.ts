import { DeleteServiceCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ask, CLUSTER, fixture, Harness, hostPort, isAlive, until } from './harness';

let harness: Harness;
let image: string;

beforeEach(async () => {
  harness = await Harness.start();
  image = await harness.containers.publish('app', fixture('server'));
});
afterEach(() => harness.close());

const update = (input: object) =>
  harness.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'first', ...input }));

const begin = async (): Promise<string> => {
  const taskDefinition = await harness.register(image, {}, { RELEASE: '1' });
  await harness.createService(taskDefinition);
  await harness.rollout('COMPLETED');
  return taskDefinition;
};

test('a new service is COMPLETED when all its tasks run and their targets are healthy', async () => {
  const taskDefinitionArn = await begin();
  expect(await harness.service()).toMatchObject({
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    taskDefinition: taskDefinitionArn,
  });
  for (const task of await harness.tasks()) {
    expect(task).toMatchObject({
      lastStatus: 'RUNNING',
      group: 'service:first',
      taskDefinitionArn,
    });
    expect((await ask(task)).environment.RELEASE).toBe('1');
    expect(harness.statuses(task.taskArn)).toEqual(['PROVISIONING', 'PENDING', 'RUNNING']);
  }
});

test('an old task is deregistered only after a new one is healthy, and ended only after that', async () => {
  await begin();
  const old = await harness.tasks();
  let deregistered = (): void => undefined;
  harness.targets.deregistration = new Promise<void>((resolve) => (deregistered = resolve));
  const taskDefinition = await harness.register(image, {}, { RELEASE: '2' });
  await update({ taskDefinition });

  await until(async () => (await harness.tasks('STOPPED')).length === 2);
  const leaving = await harness.tasks('STOPPED');
  expect(leaving.map(({ lastStatus }) => lastStatus)).toEqual(['DEACTIVATING', 'DEACTIVATING']);
  for (const task of old) expect((await ask(task)).environment.RELEASE).toBe('1');
  const arrivals = (await harness.tasks()).map((task) => `healthy ${hostPort(task)}`);
  for (const [index, call] of harness.targets.calls.entries()) {
    if (!call.startsWith('deregister')) continue;
    const before = harness.targets.calls.slice(0, index + 1);
    const left = before.filter((one) => one.startsWith('deregister')).length;
    const arrived = before.filter((one) => arrivals.includes(one)).length;
    expect(arrived).toBeGreaterThanOrEqual(left);
  }
  expect((await harness.service()).deployments?.map(({ rolloutState }) => rolloutState)).toEqual([
    'IN_PROGRESS',
    'COMPLETED',
  ]);

  deregistered();
  await harness.rollout('COMPLETED');
  expect((await harness.service()).deployments).toHaveLength(1);
  for (const task of await harness.tasks()) expect((await ask(task)).environment.RELEASE).toBe('2');
  for (const task of old)
    expect(harness.statuses(task.taskArn).slice(3)).toEqual([
      'DEACTIVATING',
      'STOPPING',
      'STOPPED',
    ]);
});

test('a bare family means its newest active revision', async () => {
  await begin();
  const second = await harness.register(image, {}, { RELEASE: '2' });
  const { service } = await update({ taskDefinition: 'app' });
  expect(service?.taskDefinition).toBe(second);
});

test('the same task definition begins a deployment only if it is forced', async () => {
  const taskDefinition = await begin();
  const before = (await harness.service()).deployments?.[0]?.id;
  const same = await update({ taskDefinition });
  expect(same.service?.deployments?.[0]?.id).toBe(before);
  const forced = await update({ forceNewDeployment: true });
  expect(forced.service?.deployments?.[0]?.id).not.toBe(before);
});

test('changing the desired count starts and stops tasks of the same deployment', async () => {
  await begin();
  await update({ desiredCount: 3 });
  await until(async () => (await harness.service()).runningCount === 3);
  await update({ desiredCount: 1 });
  await until(async () => (await harness.service()).runningCount === 1);
  expect((await harness.service()).deployments).toHaveLength(1);
});

test('a deleted service drains, then is INACTIVE, and its name can be used again', async () => {
  const taskDefinition = await begin();
  const pids = harness.containers.processes().map(({ pid }) => pid);
  const remove = (force: boolean) =>
    harness.ecs.send(new DeleteServiceCommand({ cluster: CLUSTER, service: 'first', force }));
  await expect(remove(false)).rejects.toThrow('scaled above 0');
  expect((await remove(true)).service?.status).toBe('DRAINING');
  await until(async () => (await harness.service()).status === 'INACTIVE');
  expect(pids.filter(isAlive)).toEqual([]);
  await expect(update({ desiredCount: 1 })).rejects.toThrow('not ACTIVE');
  await harness.createService(taskDefinition);
  await harness.rollout('COMPLETED');
});
