import { request } from 'undici';
import { signal, startCluster, startTarget, until } from './fixture';

test('a deregistered target gets no new request, and finishes those in flight', async () => {
  const { balancing, first, url, add } = await startCluster();
  const finish = signal();
  const leaving = await startTarget((_incoming, response) => {
    void finish.raised.then(() => response.end('finished'));
  });
  await add(first, leaving);
  const inFlight = request(url);
  await until(() => leaving.paths.length === 1);

  let gone = false;
  const deregistered = balancing.targets.deregister(first, leaving).then(() => (gone = true));
  expect(balancing.targets.health(first, leaving)).toBe('draining');
  expect((await request(url)).statusCode).toBe(503);
  expect(balancing.inFlight(first)).toBe(1);
  expect([gone, leaving.paths.length]).toEqual([false, 1]);

  finish.raise();
  expect(await (await inFlight).body.text()).toBe('finished');
  await deregistered;
  expect(balancing.targets.health(first, leaving)).toBe('unused');
});

test('what is in flight at the end of the deregistration delay is cut', async () => {
  const { balancing, first, url, add, setDeregistrationDelay } = await startCluster();
  await setDeregistrationDelay(1);
  const cutOff = signal();
  const target = await startTarget((incoming) => void incoming.socket.on('close', cutOff.raise));
  await add(first, target);
  const inFlight = request(url);
  await until(() => target.paths.length === 1);
  await balancing.targets.deregister(first, target);
  expect((await inFlight).statusCode).toBe(502);
  await cutOff.raised;
  expect(balancing.inFlight(first)).toBe(0);
});

test('an idle target is gone at once, its connections closed, and deregistering it again does nothing', async () => {
  const { balancing, first, url, add } = await startCluster();
  const target = await startTarget();
  await add(first, target);
  await (await request(url)).body.dump();
  await balancing.targets.deregister(first, target);
  await until(() => [...target.sockets].every(({ destroyed }) => destroyed));
  await balancing.targets.deregister(first, target);
});

test('a target registered again while it is draining serves, and what it was doing goes on', async () => {
  const { balancing, first, url, add } = await startCluster();
  const finish = signal();
  const target = await startTarget((incoming, response) => {
    if (incoming.url === '/slow') void finish.raised.then(() => response.end('finished'));
    else response.end('served');
  });
  await add(first, target);
  const slow = request(`${url}/slow`);
  await until(() => balancing.inFlight(first) === 1);
  const deregistered = balancing.targets.deregister(first, target);
  await add(first, target);
  expect(await (await request(url)).body.text()).toBe('served');
  finish.raise();
  expect(await (await slow).body.text()).toBe('finished');
  await deregistered;
  expect(balancing.targets.health(first, target)).toBe('healthy');
});

test('an unknown target group is refused', async () => {
  const { balancing } = await startCluster();
  const target = { host: '127.0.0.1', port: 1 };
  await expect(balancing.targets.register('no', target)).rejects.toMatchObject({
    code: 'TargetGroupNotFound',
  });
  await expect(balancing.targets.deregister('no', target)).rejects.toMatchObject({
    code: 'TargetGroupNotFound',
  });
});
