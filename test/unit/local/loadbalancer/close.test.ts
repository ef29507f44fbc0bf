import { connect } from 'node:net';
import { once } from 'node:events';
import { request } from 'undici';
import { startCluster, startTarget, until } from './fixture';

test('closing cuts what is in flight, frees the port, and keeps no connection to a target', async () => {
  const { balancing, first, url, port, add } = await startCluster();
  const target = await startTarget((incoming, response) => {
    if (incoming.url === '/answering') response.write('half');
  });
  await add(first, target);
  const { body } = await request(`${url}/answering`);
  const waiting = expect(request(`${url}/waiting`)).rejects.toThrow();
  const cut = expect(body.text()).rejects.toThrow();
  await until(() => balancing.inFlight(first) === 2);
  const deregistered = balancing.targets.deregister(first, target);
  await balancing.close();
  await Promise.all([waiting, cut, deregistered]);
  await until(() => [...target.sockets].every(({ destroyed }) => destroyed));
  const refused = connect(port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
