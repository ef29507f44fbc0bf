import { connect } from 'node:net';
import { fixture, Harness, hostPort, isAlive, until } from './harness';

const refuses = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(true)).once('connect', () => resolve(!socket.destroy()));
  });

test('closing leaves no process and no port, however its containers resist', async () => {
  const harness = await Harness.start();
  const image = await harness.containers.publish('app', fixture('server'));
  await harness.createService(await harness.register(image, {}, { SIGTERM: 'ignore' }));
  await harness.rollout('COMPLETED');
  const ports = (await harness.tasks()).map(hostPort);
  const pids = harness.containers.processes().map(({ pid }) => pid);
  expect(pids.filter(isAlive)).toHaveLength(2);
  const [frozen] = pids;
  if (frozen) process.kill(frozen, 'SIGSTOP');

  await harness.close();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(harness.containers.processes()).toEqual([]);
  expect(await Promise.all(ports.map(refuses))).toEqual([true, true]);
});

test('closing does not wait for a deregistration that never ends', async () => {
  const harness = await Harness.start();
  const image = await harness.containers.publish('app', fixture('server'));
  await harness.createService(await harness.register(image), { desiredCount: 1 });
  await harness.rollout('COMPLETED');
  harness.targets.deregistration = new Promise(() => undefined);
  await harness.createService(await harness.register(image), { serviceName: 'second' });
  await until(() => harness.containers.processes().length === 3);
  await harness.close();
  expect(harness.containers.processes()).toEqual([]);
});
