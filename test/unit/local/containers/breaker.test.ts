import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ask, CLUSTER, fixture, Harness, isAlive, until } from './harness';

let harness: Harness;
let image: string;

beforeEach(async () => {
  harness = await Harness.start({ replaceUnhealthyAfterMs: 100 });
  image = await harness.containers.publish('app', fixture('server'));
  await harness.createService(await harness.register(image, {}, { RELEASE: '1' }));
  await harness.rollout('COMPLETED');
});
afterEach(() => harness.close());

const update = (taskDefinition: string) =>
  harness.ecs.send(
    new UpdateServiceCommand({ cluster: CLUSTER, service: 'first', taskDefinition }),
  );

const expectOldStillServe = async () => {
  const tasks = await harness.tasks();
  const serving = tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn?.endsWith('app:1'));
  expect(serving).toHaveLength(2);
  for (const task of serving) expect((await ask(task)).environment.RELEASE).toBe('1');
};

test('a release that exits at its start fails the rollout, naming the exit code', async () => {
  await update(await harness.register(await harness.containers.publish('app', fixture('crash'))));
  const failed = await harness.rollout('FAILED');
  expect(failed.rolloutStateReason).toContain('app exited with code 3');
  expect(failed.failedTasks).toBeGreaterThanOrEqual(3);
  await expectOldStillServe();
  const [stopped] = await harness.tasks('STOPPED');
  expect(stopped).toMatchObject({
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 3 }],
  });
});

test('an image that does not exist fails the rollout, naming it', async () => {
  await update(await harness.register(image.replace(/.{64}$/, '0'.repeat(64))));
  const failed = await harness.rollout('FAILED');
  expect(failed.rolloutStateReason).toContain('CannotPullContainerError');
  await expectOldStillServe();
  const [stopped] = await harness.tasks('STOPPED');
  expect(stopped).toMatchObject({ stopCode: 'TaskFailedToStart' });
  expect(stopped?.containers?.[0]?.reason).toContain('CannotPullContainerError');
});

test('a release that never gets healthy fails the rollout, naming the health checks', async () => {
  await update(await harness.register(image, {}, { HEALTH: 'bad' }));
  const failed = await harness.rollout('FAILED');
  expect(failed.rolloutStateReason).toContain('failed ELB health checks');
  await expectOldStillServe();
});

test('after a failed rollout the old tasks are still replaced, and an update begins anew', async () => {
  await update(await harness.register(image.replace(/.{64}$/, '0'.repeat(64))));
  await harness.rollout('FAILED');
  const [victim] = await harness.tasks();
  const pids = victim ? harness.pids(victim) : [];
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await until(() => !pids.some(isAlive));
  await until(() =>
    expectOldStillServe()
      .then(() => true)
      .catch(() => false),
  );

  await update(await harness.register(image, {}, { RELEASE: '3' }));
  await harness.rollout('COMPLETED');
  for (const task of await harness.tasks()) expect((await ask(task)).environment.RELEASE).toBe('3');
});
