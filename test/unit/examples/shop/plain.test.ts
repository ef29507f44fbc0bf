import { EventEmitter, once } from 'node:events';
import { RequestRefused } from '../../../../examples/shop/domain/requests';
import type { HttpServer } from '../../../../examples/shop/http-server';
import { startPlainServer } from '../../../../examples/shop/plain/server';

const events = new EventEmitter();
let server: HttpServer;
beforeEach(async () => {
  server = await startPlainServer({
    echo: (_ctx, input) => Promise.resolve({ input: input as string }),
    refuse: () => Promise.reject(new RequestRefused(400, 'no')),
    fail: () => Promise.reject(new Error('broken')),
    hold: async () => {
      const released = once(events, 'release');
      events.emit('begun');
      await released;
      return 'done';
    },
  });
});
afterEach(() => server.close());

const post = (path: string, body = '"hello"') => fetch(server.url + path, { method: 'POST', body });

describe('a handler without Transship', () => {
  it('answers a POST with its result and an Execution-Id', async () => {
    const response = await post('/echo');
    expect(response.status).toBe(200);
    expect(response.headers.get('execution-id')).toMatch(/.{22}/);
    expect(await response.json()).toEqual({ input: 'hello' });
  });

  it.each([
    ['/refuse', '1', 400, 'RequestRefused'],
    ['/fail', '1', 500, 'Error'],
    ['/echo', '{', 400, 'InvalidBody'],
    ['/other', '1', 404, 'ServiceNotFound'],
  ])('answers %s (body %s) with %d and the name of the error', async (path, body, status, name) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: name });
  });

  it('says that it is well', async () => {
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it('finishes what is open, takes nothing new, and then ends', async () => {
    const begun = once(events, 'begun');
    const open = post('/hold');
    await begun;
    const finished = server.finish();
    await expect(post('/echo')).rejects.toThrow('fetch failed');
    events.emit('release');
    expect(await (await open).json()).toBe('done');
    await finished;
  });
});
