import { type NodeOptions, type Service, service } from '../../../runtime';
import { fastClock } from '../../support/clock';
import { type Fleet, startFleet } from '../../support/fleet';
import { type Gate, gate } from '../../support/gate';
import type { TestNode } from '../../support/node';
import { until } from '../../support/until';

let fleet: Fleet;
let opened: Gate;
const runs: string[] = [];

const pay = (checkpointAfter: number, version = '1', reads: string[] = []): Service =>
  service<{ order: string }>({
    name: 'pay',
    version,
    reads,
    checkpointAfter,
    handler: async (ctx, { order }) => {
      await ctx.step('charge', () => {
        runs.push(order);
        return opened.opened;
      });
      await ctx.step('book', () => null);
      return { receipt: ctx.executionId };
    },
  });

beforeAll(async () => {
  fleet = await startFleet({ instances: ['first', 'second', 'third'] });
});
beforeEach(() => {
  runs.splice(0);
  opened = gate();
});
afterAll(() => fleet.close());

const start = (instance: string, it: Service, options: Partial<NodeOptions> = {}) =>
  fleet.start({ instance, services: [it], ...options });
let count = 0;
const newKey = (): string => `key-${++count}`;
const send = (node: TestNode, key: string, body: unknown, headers: Record<string, string> = {}) =>
  node.post('/pay', body, { 'idempotency-key': key, ...headers });
const id = (answer: Response) => answer.headers.get('execution-id') ?? 'none';

describe.each([0, 60_000, Infinity])('saved after %p ms, the same key', (checkpointAfter) => {
  let first: TestNode;
  let second: TestNode;
  beforeAll(async () => {
    first = await start('first', pay(checkpointAfter));
    second = await start('second', pay(checkpointAfter));
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  test('sent to two nodes at once, many times, is one execution of one result', async () => {
    const key = newKey();
    const asked = [first, second, first, second].map((node) => send(node, key, { order: key }));
    await until(() => runs.length > 0);
    opened.open();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(id)).size).toBe(1);
    const results = await Promise.all(answers.map((answer) => answer.json()));
    expect(results).toEqual(results.map(() => ({ receipt: answers[0] && id(answers[0]) })));
    expect(runs).toEqual([key]);
  });

  test('sent again after the end is answered with the same result', async () => {
    opened.open();
    const key = newKey();
    const before = await send(first, key, { order: key });
    const after = await send(second, key, { order: key });
    expect(await after.json()).toEqual(await before.json());
    expect(runs).toEqual([key]);
  });

  test('with another body is refused, there and elsewhere', async () => {
    opened.open();
    const key = newKey();
    await send(first, key, { order: key });
    for (const node of [first, second]) {
      const answer = await send(node, key, { order: 'another' });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ error: 'IdempotencyKeyReused' });
    }
    expect(runs).toEqual([key]);
  });

  test('that wants no answer the first time gives it the second time', async () => {
    opened.open();
    const key = newKey();
    const before = await send(first, key, { order: key }, { prefer: 'respond-async' });
    expect(before.status).toBe(202);
    const after = await send(second, key, { order: key });
    expect([after.status, id(after)]).toEqual([200, id(before)]);
    expect(runs).toEqual([key]);
  });
});

test('the same key during a drain is one execution, wherever its request arrives', async () => {
  const first = await start('first', pay(0));
  const second = await start('second', pay(0));
  const key = newKey();
  const before = send(first, key, { order: key });
  await until(() => runs.length === 1);
  await fleet.set('first', 'draining', 'draining');
  const during = send(first, key, { order: key });
  const elsewhere = send(second, key, { order: key });
  opened.open();
  for (const answer of await Promise.all([before, during, elsewhere])) {
    const result = answer.status === 303 ? await second.get(`/executions/${id(answer)}`) : answer;
    expect(await result.json()).toEqual({ receipt: id(answer) });
  }
  const late = await send(first, key, { order: key });
  expect(await late.json()).toEqual({ receipt: id(late) });
  expect(runs).toEqual([key]);

  // One that comes to the drained node first.
  const lateKey = newKey();
  const [one, other] = await Promise.all([
    send(first, lateKey, { order: lateKey }),
    send(second, lateKey, { order: lateKey }),
  ]);
  expect(id(one)).toBe(id(other));
  expect(await other.json()).toEqual({ receipt: id(other) });
  expect(runs).toEqual([key, lateKey]);
  await fleet.set('first', 'serving');
  await Promise.all([first.close(), second.close()]);
});

test('the same key across versions is one execution', async () => {
  const old = await start('first', pay(0));
  const key = newKey();
  const before = send(old, key, { order: key });
  await until(() => runs.length === 1);
  const hasty = { clock: fastClock(10), modePollMs: 500, idleTimeoutSeconds: 600 };
  const next = await start('second', pay(0, '2', ['1']), hasty);
  const after = send(next, key, { order: key });
  const stopped = old.stop();
  opened.open();
  const [sentOn, result] = [await before, await after];
  expect([sentOn.status, id(sentOn)]).toEqual([303, id(result)]);
  expect(await result.json()).toEqual({ receipt: id(result) });
  expect(runs).toEqual([key]);
  await stopped;
  await next.close();
});

test('different callers, and different services, do not meet', async () => {
  opened.open();
  const other = service({ name: 'other', version: '1', handler: () => 'other' });
  const node = await fleet.start({
    instance: 'third',
    services: [pay(0), other],
    caller: ({ headers }) => String(headers.from),
  });
  const key = newKey();
  const answers = [
    await send(node, key, { order: 'a' }, { from: 'a' }),
    await send(node, key, { order: 'b' }, { from: 'b' }),
    await node.post('/other', { order: 'c' }, { 'idempotency-key': key, from: 'a' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(answers.map(id)).size).toBe(3);
  expect(runs).toEqual(['a', 'b']);
  await node.close();
});

test.each(['', ' ', 'two words', 'x'.repeat(256), 'é', 'a, b'])(
  'a key that is no key is refused, and nothing is begun: %j',
  async (key) => {
    const node = await start('third', pay(Infinity));
    const answer = await send(node, key, { order: 'none' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'InvalidIdempotencyKey' });
    expect(runs).toEqual([]);
    await node.close();
  },
);
