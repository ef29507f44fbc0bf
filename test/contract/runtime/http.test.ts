import { request } from 'node:http';
import { type NodeOptions, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import type { TestNode } from '../../support/node';
import { until } from '../../support/until';

let fleet: Fleet;
let node: TestNode;
let opened: Gate;
const started: unknown[] = [];
const finished: unknown[] = [];

const echo = service({
  name: 'echo',
  version: '1',
  handler: async (ctx, input) => {
    await ctx.step('look', () => 1);
    return { input };
  },
});
const fail = service<number | null>({
  name: 'fail',
  version: '1',
  handler: (_, status) => {
    throw Object.assign(new RangeError('Out of stock'), { status: status ?? undefined });
  },
});
const slow = service({
  name: 'slow',
  version: '1',
  handler: async (ctx, input) => {
    await ctx.step('wait', () => {
      started.push(input);
      return opened.opened;
    });
    finished.push(input);
    return 'done';
  },
});
const services = [echo, fail, slow];
const start = (options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance: 'first', services, ...options });

beforeAll(async () => {
  fleet = await startFleet();
  node = await start();
});
beforeEach(() => {
  opened = gate();
});
afterEach(() => {
  opened.open();
  fleet.store.faults.clear();
});
afterAll(() => fleet.close());

const location = (answer: Response): string => answer.headers.get('location') ?? 'none';
const refusal = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error?: string }).error,
];

describe('a request', () => {
  test('is answered with its result, and where it is to be found again', async () => {
    const answer = await node.post('/echo', { order: 1 });
    expect([answer.status, await answer.json()]).toEqual([200, { input: { order: 1 } }]);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const again = await node.get(`/executions/${answer.headers.get('execution-id')}`);
    expect([again.status, await again.json()]).toEqual([200, { input: { order: 1 } }]);
    expect(again.headers.get('execution-id')).toBe(answer.headers.get('execution-id'));
  });

  test.each([
    [null, 500],
    [409, 409],
    [503, 503],
    [200, 500],
  ])('that fails with status %p is answered %i, now and later', async (status, expected) => {
    const answer = await node.post('/fail', status);
    const failure = { error: 'RangeError', message: 'Out of stock' };
    expect([answer.status, await answer.json()]).toEqual([expected, failure]);
    const again = await node.get(`/executions/${answer.headers.get('execution-id')}`);
    expect([again.status, await again.json()]).toEqual([expected, failure]);
  });

  test('that wants no answer is answered once it is recorded, with where to ask', async () => {
    const answer = await node.post('/slow', 'async', { prefer: 'respond-async, wait=10' });
    expect(answer.status).toBe(202);
    expect(location(answer)).toBe(`/executions/${answer.headers.get('execution-id')}`);
    const record = await fleet.executions.read(answer.headers.get('execution-id') ?? '');
    expect(record?.input).toBe('async');
    opened.open();
    const result = await node.get(location(answer));
    expect([result.status, await result.json()]).toEqual([200, 'done']);
  });

  test('repeated at the address of its execution means the same as asking there', async () => {
    const first = await node.post('/echo', 'once');
    const again = await node.post(`/executions/${first.headers.get('execution-id')}`, 'once');
    expect([again.status, await again.json()]).toEqual([200, { input: 'once' }]);
  });

  test('without a body has null for its input', async () => {
    const answer = await fetch(`${node.url}/echo`, { method: 'POST' });
    expect(await answer.json()).toEqual({ input: null });
  });

  test('goes on when its caller goes away', async () => {
    const leaving = new AbortController();
    const url = `${node.url}/slow`;
    const asked = fetch(url, { method: 'POST', body: '"gone"', signal: leaving.signal });
    await until(() => started.includes('gone'));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    opened.open();
    await until(() => finished.includes('gone'));
  });
});

describe('a refusal', () => {
  test.each([
    ['a service that is not there', '/nothing'],
    ['an empty path', '/'],
    ['an empty host', '//'],
    ['a longer path', '/echo/more'],
    ['the executions themselves', '/executions'],
    ['an id that is none', '/executions/short'],
    ['an escape that is none', '/%'],
  ])('of %s is ServiceNotFound', async (_, path) => {
    expect(await refusal(await node.post(path, {}))).toEqual([404, 'ServiceNotFound']);
  });

  test('of an execution that is not there is ExecutionNotFound', async () => {
    const answer = await node.get(`/executions/${'x'.repeat(22)}`);
    expect(await refusal(answer)).toEqual([404, 'ExecutionNotFound']);
  });

  test.each([
    ['GET', '/echo'],
    ['PUT', '/echo'],
    ['DELETE', `/executions/${'x'.repeat(22)}`],
  ])('of %s at %s is MethodNotAllowed', async (method, path) => {
    const answer = await fetch(node.url + path, { method });
    expect(await refusal(answer)).toEqual([405, 'MethodNotAllowed']);
  });

  test.each([
    ['that ends too early', '{"order": '],
    ['of another kind', 'order=1'],
    ['of nothing visible', '\u0000'],
    ['nested too deeply to be saved', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('of a body %s is InvalidBody', async (_, body) => {
    const answer = await fetch(`${node.url}/echo`, { method: 'POST', body });
    expect(await refusal(answer)).toEqual([400, 'InvalidBody']);
  });

  test.each([
    ['as sent', JSON.stringify('x'.repeat(256 * 1024))],
    ['as saved', `[${'1e20,'.repeat(50_000)}1]`],
  ])('of a body that is too large %s is BodyTooLarge, and arrives', async (_, body) => {
    for (let time = 0; time < 5; time++) {
      const answer = await fetch(`${node.url}/echo`, { method: 'POST', body });
      expect(await refusal(answer)).toEqual([413, 'BodyTooLarge']);
    }
  });

  test('arrives also when the caller is still sending', async () => {
    const sending = request(`${node.url}/echo`, { method: 'POST' });
    sending.write(`"${'x'.repeat(300_000)}`);
    const status = await new Promise((resolve, reject) => {
      sending.once('response', (response) => resolve(response.resume().statusCode));
      sending.once('error', reject);
    });
    expect(status).toBe(413);
    sending.end('"');
  });

  test('of a body leaves the connection fit for the next request', async () => {
    const small = await start({ bodyLimit: 10 });
    for (let time = 0; time < 10; time++) {
      expect((await small.post('/echo', 'x'.repeat(100_000))).status).toBe(413);
      expect((await small.post('/echo', 'x')).status).toBe(200);
    }
  });
});

test('health is told to everybody', async () => {
  expect((await node.get('/health')).status).toBe(200);
});

describe('authorize', () => {
  const targets: unknown[] = [];
  let guarded: TestNode;
  let allowed = false;
  beforeAll(async () => {
    guarded = await start({
      basePath: '/api',
      authorize: (_, target) => {
        targets.push(target);
        return Promise.resolve(allowed);
      },
    });
  });

  test('is asked for every route but health, before anything is done', async () => {
    const id = 'x'.repeat(22);
    expect(await refusal(await guarded.post('/api/echo', 1))).toEqual([403, 'NotAuthorized']);
    expect(await refusal(await guarded.get(`/api/executions/${id}`))).toEqual([
      403,
      'NotAuthorized',
    ]);
    expect(await refusal(await guarded.post(`/api/executions/${id}`))).toEqual([
      403,
      'NotAuthorized',
    ]);
    expect(targets.splice(0)).toEqual([{ service: 'echo' }, { execution: id }, { execution: id }]);
    expect((await guarded.get('/api/health')).status).toBe(200);
    expect(targets).toEqual([]);
  });

  test('lets through whom it allows, to addresses under the base path and to no other', async () => {
    allowed = true;
    const answer = await guarded.post('/api/echo', 1, { prefer: 'respond-async' });
    expect(location(answer)).toMatch(/^\/api\/executions\/[\w-]{22}$/);
    expect((await guarded.get(location(answer))).status).toBe(200);
    expect((await guarded.post('/echo', 1)).status).toBe(404);
  });
});

describe('while the store does not answer', () => {
  test('who waits is answered 503, and may ask again', async () => {
    const hasty = await start({ clock: fastClock(5), modePollMs: 5_000, idleTimeoutSeconds: 10 });
    const known = (await node.post('/echo', 1)).headers.get('execution-id');
    const out = fleet.store.faults.add({
      match: ({ key }) => key?.pk.startsWith('execution#') === true,
      fault: { kind: 'drop-request' },
    });
    for (const answer of await Promise.all([
      hasty.post('/echo', 'lost?'),
      hasty.post('/echo', 'lost?', { prefer: 'respond-async' }),
      hasty.get(`/executions/${known}`),
    ])) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await refusal(answer)).toEqual([503, 'StoreUnavailable']);
    }
    out.remove();
    await until(async () => (await hasty.post('/echo', 1)).status === 200);
  });

  test('a request that needs no record is answered as ever', async () => {
    const unsaved = service({
      name: 'unsaved',
      version: '1',
      checkpointAfter: Infinity,
      handler: (ctx) => ctx.step('it', () => 'done'),
    });
    const it = await start({ services: [unsaved] });
    fleet.store.faults.add({ match: () => true, fault: { kind: 'drop-request' } });
    expect(await (await it.post('/unsaved')).json()).toBe('done');
    fleet.store.faults.clear();
  });
});
