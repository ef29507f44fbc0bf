import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../../core/clock';
import type { Context } from '../../../../runtime';
import { service } from '../../../../runtime';
import { rehearse } from '../../../../runtime/rehearsal/rehearse';
import { gate } from '../../../support/gate';
import { until } from '../../../support/until';

// What a handler does between its steps it does in a rehearsal too: it is kept from the network.

let world: Server;
let url: string;
const seen: string[] = [];

beforeAll(async () => {
  world = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end('done');
  }).listen(0, '127.0.0.1');
  await once(world, 'listening');
  url = `http://127.0.0.1:${(world.address() as AddressInfo).port}`;
});
beforeEach(() => void seen.splice(0));
afterAll(() => world.close());

const reaching = (reach: () => Promise<unknown>) =>
  service({
    name: 'orders',
    version: '1',
    handler: async (ctx: Context) => {
      await ctx.step('first', () => 1);
      await reach();
      await ctx.step('second', () => 2);
    },
  });

const options = { id: 'it', clock: systemClock };
const first = { kind: 'step', id: 'first', result: { ok: true, value: 1 } } as const;
const record = { version: '1', input: null, outcomes: [first], renamings: [] };

const port = () => (world.address() as AddressInfo).port;
test.each([
  ['fetch', () => fetch(`${url}/it`), () => `${url}/it`],
  ['http.get', () => once(get(`${url}/it`), 'response'), () => `${url}/it`],
  [
    'a connection',
    () => once(connect(port(), '127.0.0.1'), 'connect'),
    () => `127.0.0.1:${port()}`,
  ],
])(
  'a handler that reaches the world outside a step by %s is kept from it, and found out',
  async (_, reach, what) => {
    const forecast = await rehearse(reaching(reach), record, options);
    expect(forecast).toMatchObject({
      kind: 'failing',
      divergence: { reached: expect.stringContaining(what()) as string },
    });
    expect(seen).toEqual([]);
  },
);

test('one that does so when the rehearsal is long over is kept from it too', async () => {
  let reached = false;
  const over = gate();
  const late = reaching(async () => {
    await over.opened;
    await fetch(`${url}/late`).finally(() => (reached = true));
  });
  expect(await rehearse(late, record, options)).toEqual({ kind: 'movable' });
  over.open();
  await until(() => reached);
  expect(seen).toEqual([]);
});

test('what has nothing to do with the rehearsal reaches the world meanwhile', async () => {
  const [forecast, answer] = await Promise.all([
    rehearse(
      reaching(() => sleep(50)),
      record,
      options,
    ),
    fetch(`${url}/other`).then((response) => response.text()),
  ]);
  expect([forecast.kind, answer, seen]).toEqual(['movable', 'done', ['/other']]);
});
