import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { type Node, startNode, service } from '../../../runtime';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  store = await startStore();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => store.close());

const echo = service({ name: 'echo', version: '1', handler: (_, input) => ({ input }) });

async function node(basePath?: string): Promise<Node> {
  const options = { cluster: 'shop', instance: 'first', slot: `task-${Math.random()}`, basePath };
  const it = await startNode({ ...options, services: [echo], table: store.table });
  closing.push(() => it.stop());
  return it;
}

/** The address of a server that listens, closed after the test. */
async function addressOf(server: Server): Promise<string> {
  if (!server.listening) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () =>
      new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (url: string, body: string, type = 'application/json') =>
  fetch(url, { method: 'POST', headers: { 'content-type': type }, body });

/** What every way of mounting has to do. */
async function expectServed(base: string): Promise<void> {
  const answer = await post(`${base}/echo`, '{"order":1}');
  expect([answer.status, await answer.json()]).toEqual([200, { input: { order: 1 } }]);
  const plain = await post(`${base}/echo`, '[1]', 'text/plain');
  expect(await plain.json()).toEqual({ input: [1] });
  const empty = await fetch(`${base}/echo`, { method: 'POST' });
  expect(await empty.json()).toEqual({ input: null });
  const again = await fetch(`${base}/executions/${answer.headers.get('execution-id')}`);
  expect(await again.json()).toEqual({ input: { order: 1 } });
  expect((await fetch(`${base}/health`)).status).toBe(200);
  expect((await fetch(`${base}/echo`)).status).toBe(405);
  const malformed = await post(`${base}/echo`, '{');
  expect(malformed.status).toBe(400);
  const large = await post(`${base}/echo`, JSON.stringify('x'.repeat(300_000)));
  expect(large.status).toBe(413);
  expect((await post(`${base}/echo`, '1')).status).toBe(200);
}

test('it is served by node:http', async () => {
  const it = await node();
  const server = createServer(it.handler);
  it.tune(server);
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  const base = await addressOf(server);
  await expectServed(base);
  expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
});

describe('in Express', () => {
  const listening = (app: express.Express, it: Node) => {
    const server = createServer(app as never);
    it.tune(server);
    return addressOf(server);
  };

  test.each([
    ['before a body parser', false, ''],
    ['after a body parser', true, ''],
    ['before a body parser, under a path', false, '/api/v1'],
    ['after a body parser, under a path', true, '/api/v1'],
  ])('it is served %s, and leaves other paths to the application', async (_, parsed, path) => {
    const it = await node(path === '' ? undefined : path);
    const app = express();
    if (parsed) app.use(express.json({ limit: '10mb', strict: false }));
    app.use(path === '' ? '/' : path, it.handler);
    if (!parsed) app.use(express.json());
    app.post(
      '/elsewhere',
      (request, response) => void response.json({ own: request.body as unknown }),
    );
    const base = await listening(app, it);
    await expectServed(base + path);
    const own = await post(`${base}/elsewhere`, '{"mine":true}');
    expect(await own.json()).toEqual({ own: { mine: true } });
    expect((await fetch(`${base}${path}/nothing`)).status).toBe(404);
  });

  test('an input that another has parsed is what JSON makes of it', async () => {
    const it = await node();
    const app = express();
    app.use(express.urlencoded({ extended: false }), express.raw({ type: 'image/png' }));
    app.use(it.handler);
    const base = await listening(app, it);
    const form = await post(`${base}/echo`, 'a=1&b=2', 'application/x-www-form-urlencoded');
    expect(await form.json()).toEqual({ input: { a: '1', b: '2' } });
    const raw = await post(`${base}/echo`, 'x', 'image/png');
    expect(await raw.json()).toEqual({ input: { type: 'Buffer', data: [120] } });
  });
});

test('in Fastify, where the runtime reads the body, it is served', async () => {
  const it = await node();
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.all('/*', (request, reply) => {
    reply.hijack();
    it.handler(request.raw, reply.raw);
  });
  it.tune(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  closing.push(() => app.close());
  await expectServed(await addressOf(app.server));
});
