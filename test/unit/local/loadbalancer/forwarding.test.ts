import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { nowhere, signal, startCluster, startTarget, until } from './fixture';

/** A cluster whose first group has one target, which answers with `handler`. */
async function startWith(handler?: (request: IncomingMessage, response: ServerResponse) => void) {
  const cluster = await startCluster();
  const target = await startTarget(handler);
  await cluster.add(cluster.first, target);
  return { ...cluster, target };
}

test('a request reaches a target as it was sent, and its answer the client', async () => {
  let seen: IncomingMessage | undefined;
  let body = '';
  const { url, port } = await startWith((incoming, response) => {
    seen = incoming;
    void text(incoming).then((content) => {
      body = content;
      response
        .writeHead(201, 'Made', ['X-One', 'é', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
        .end('done');
    });
  });
  const answer = await request(`${url}/orders?id=7`, {
    method: 'POST',
    body: 'two apples',
    headers: { host: 'shop.example', 'x-two': '2', 'x-forwarded-for': '10.0.0.1' },
  });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(answer.headers['x-one']).toBe('é');
  expect(await answer.body.text()).toBe('done');
  expect([seen?.method, seen?.url, body]).toEqual(['POST', '/orders?id=7', 'two apples']);
  expect(seen?.headers).toMatchObject({
    host: 'shop.example',
    'x-two': '2',
    'content-length': '10',
    'x-forwarded-for': '10.0.0.1, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(port),
  });
});

test('headers that concern one connection only are not passed on', async () => {
  let seen: IncomingMessage | undefined;
  const { url } = await startWith((incoming, response) => {
    seen = incoming;
    response.writeHead(200, { connection: 'x-secret', 'x-secret': '1', 'x-kept': '1' }).end();
  });
  const outgoing = httpRequest(url, {
    headers: { connection: 'close, x-mine', 'x-mine': '1', te: 'trailers', upgrade: 'h2c' },
  }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.headers['x-secret']).toBeUndefined();
  expect(answer.headers['x-kept']).toBe('1');
  expect(seen?.headers.connection).toBe('keep-alive');
  expect(seen?.headers).not.toHaveProperty('x-mine');
  expect(seen?.headers).not.toHaveProperty('te');
  expect(seen?.headers).not.toHaveProperty('upgrade');
});

test('both bodies stream: neither side waits for the end of the other', async () => {
  const { url } = await startWith((incoming, response) => {
    incoming.once('data', (chunk: Buffer) => {
      response.write(`first of ${chunk.toString()};`);
      void once(incoming.resume(), 'end').then(() => response.end('last'));
    });
  });
  const outgoing = httpRequest(url, { method: 'POST' });
  outgoing.write('a long upload');
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const [chunk] = (await once(answer, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('first of a long upload;');
  outgoing.end('its end');
  expect(await text(answer)).toBe('last');
});

test('a large body arrives whole, at the pace of a slow reader', async () => {
  const size = 20_000_000;
  const { url } = await startWith((_incoming, response) => response.end(Buffer.alloc(size, 'x')));
  const { body } = await request(url);
  let received = 0;
  for await (const chunk of body) {
    received += (chunk as Buffer).length;
    await new Promise(setImmediate);
  }
  expect(received).toBe(size);
});

test('an answer before the end of a large upload arrives, and the connection can be used again', async () => {
  const { connect } = await startWith((incoming, response) => {
    if (incoming.method === 'POST') response.writeHead(413).end('too large');
    else response.end('fine');
  });
  const client = connect();
  const refused = await client.request({
    method: 'POST',
    path: '/',
    body: Buffer.alloc(5_000_000),
  });
  expect([refused.statusCode, await refused.body.text()]).toEqual([413, 'too large']);
  const next = await client.request({ method: 'GET', path: '/' });
  expect(await next.body.text()).toBe('fine');
});

test.each(['HEAD', 'GET', 'DELETE', 'PUT'] as const)('%s without a body', async (method) => {
  const { url } = await startWith((incoming, response) => {
    response.writeHead(200, { 'x-method': incoming.method }).end();
  });
  const answer = await request(url, { method });
  await answer.body.dump();
  expect(answer.headers['x-method']).toBe(method);
});

test('idle connections to a target are used again', async () => {
  const { url, target } = await startWith();
  for (let n = 0; n < 3; n += 1) await (await request(url)).body.dump();
  expect(target.paths).toHaveLength(3);
  expect(target.sockets.size).toBe(1);
});

test('a target that closes idle connections costs no request', async () => {
  const { url, target } = await startWith();
  for (let n = 0; n < 20; n += 1) {
    const { statusCode, body } = await request(url);
    await body.dump();
    expect(statusCode).toBe(200);
    if (n % 2 === 0) target.server.closeIdleConnections();
    else for (const socket of target.sockets) socket.resetAndDestroy();
  }
});

test('503 when the chosen group has no target', async () => {
  const { url } = await startCluster();
  const { statusCode, body } = await request(url);
  expect([statusCode, await body.text()]).toEqual([503, expect.stringContaining('503 Service')]);
});

test('503 when every weight is 0', async () => {
  const { url, setWeights, target } = await startWith();
  await setWeights(0, 0);
  expect((await request(url)).statusCode).toBe(503);
  expect(target.paths).toEqual([]);
});

test('502 when the target refuses connections', async () => {
  const { balancing, first, url } = await startCluster();
  await balancing.targets.register(first, nowhere);
  expect((await request(url)).statusCode).toBe(502);
});

test('502 when the target breaks the connection before its answer, and no other target is tried', async () => {
  const cluster = await startCluster();
  const targets = [
    await startTarget((incoming) => incoming.socket.destroy()),
    await startTarget((incoming) => incoming.socket.destroy()),
  ];
  for (const target of targets) await cluster.add(cluster.first, target);
  expect((await request(cluster.url)).statusCode).toBe(502);
  expect(targets.flatMap(({ paths }) => paths)).toHaveLength(1);
});

test('502 when the target does not speak HTTP', async () => {
  const { url } = await startWith((incoming) => incoming.socket.end('nonsense\r\n\r\n'));
  expect((await request(url)).statusCode).toBe(502);
});

test('an answer that breaks off at the target breaks off at the client', async () => {
  const { url, balancing, first } = await startWith((incoming, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half');
    setImmediate(() => incoming.socket.destroy());
  });
  const { statusCode, body } = await request(url);
  expect(statusCode).toBe(200);
  await expect(body.text()).rejects.toThrow();
  await until(() => balancing.inFlight(first) === 0);
});

test('504 when the target sends nothing for the idle time-out', async () => {
  const { url, setIdleTimeout } = await startWith(() => undefined);
  await setIdleTimeout(1);
  expect((await request(url)).statusCode).toBe(504);
});

test('an answer that stalls for the idle time-out is cut', async () => {
  const { url, setIdleTimeout } = await startWith((_incoming, response) => {
    response.write('half');
  });
  await setIdleTimeout(1);
  const { body } = await request(url);
  await expect(body.text()).rejects.toThrow();
});

test('a client that goes away takes its request to the target with it', async () => {
  const arrived = signal();
  const cutOff = signal();
  const { url, balancing, first } = await startWith((incoming) => {
    arrived.raise();
    incoming.socket.on('close', cutOff.raise);
  });
  const outgoing = httpRequest(url).on('error', () => undefined);
  outgoing.end();
  await arrived.raised;
  expect(balancing.inFlight(first)).toBe(1);
  outgoing.destroy();
  await cutOff.raised;
  await until(() => balancing.inFlight(first) === 0);
});

test('a client that goes away in mid-upload or mid-answer leaves nothing behind', async () => {
  const { url, balancing, first, target } = await startWith((incoming, response) => {
    incoming.resume();
    if (incoming.url === '/answer') response.write('half');
  });
  for (const path of ['/upload', '/answer']) {
    const outgoing = httpRequest(`${url}${path}`, { method: 'POST' }).on('error', () => undefined);
    const answered = signal();
    outgoing.on('response', answered.raise).write('half');
    await until(() => target.paths.includes(path));
    if (path === '/answer') await answered.raised;
    outgoing.destroy();
    await until(() => balancing.inFlight(first) === 0);
  }
});
