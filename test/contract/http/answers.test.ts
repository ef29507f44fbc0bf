import { type Kind, clients, eachClient } from '../../support/clients';
import { type Orders, type Way, ordersAt } from './orders';
import { type Shop, movedAfter, openShop, sentOn, toAskAgain } from './shop';

const ways: Record<string, Way> = {
  saved: {},
  unsaved: { service: 'unsaved' },
  large: { padding: 'x'.repeat(200 * 1024) },
  asynchronous: { prefer: 'respond-async' },
  accepted: { service: 'accepted' },
  relayed: { service: 'relayed' },
  refused: { service: 'refused' },
  failed: { service: 'failed' },
};

let shop: Shop;
let orders: Orders;

// All clients place all their orders with the first instance, which is drained when each order is in mid-step.
beforeAll(async () => {
  shop = await openShop({ node: { authorize: ({ headers }) => headers.from !== 'a stranger' } });
  orders = ordersAt(shop);
  const { cluster, workshop } = shop;
  workshop.shut('charge');
  const calls = clients.flatMap((kind) =>
    Object.entries(ways).map(([what, way]) => orders.place(what, kind, way)),
  );
  await shop.haveBegun(orders.placed(), 'charge');
  await shop.drain('first');
  await cluster.setWeights(0, 100);
  workshop.open('charge');
  await Promise.all(calls);
});
afterAll(() => shop.close());

const follows = (kind: Kind): boolean => kind.follows;
const doesNotFollow = (kind: Kind): boolean => !kind.follows;

describe('a waiting POST whose node is drained', () => {
  eachClient(
    'gets its result, by following',
    (kind) => {
      for (const what of ['saved', 'unsaved'])
        expect(orders.answer(what, kind)).toMatchObject(orders.done(what, kind));
    },
    follows,
  );

  eachClient(
    'gets the result of a body of 200 KiB, by following',
    (kind) => expect(orders.answer('large', kind)).toMatchObject(orders.done('large', kind)),
    follows,
  );

  eachClient(
    'is answered 303 with the address at which its result is, if it does not follow',
    (kind) => {
      for (const what of ['saved', 'unsaved', 'large']) {
        expect(orders.answer(what, kind)).toMatchObject(sentOn(1));
        expect(orders.result(what, kind)).toMatchObject(orders.done(what, kind));
      }
    },
    doesNotFollow,
  );

  eachClient('gets its result from the draining node itself, if it is relayed', (kind) => {
    expect(orders.answer('relayed', kind)).toMatchObject(orders.done('relayed', kind));
    const id = String(orders.answer('relayed', kind)?.headers['execution-id']);
    expect(shop.cluster.log.filter(({ path }) => path.includes(id))).toEqual([]);
  });

  eachClient('is answered 202 at once if its service says so, and finds its result', (kind) => {
    expect(orders.answer('accepted', kind)).toMatchObject(toAskAgain);
    expect(orders.result('accepted', kind)).toMatchObject(orders.done('accepted', kind));
  });

  eachClient('is told of a failure as if it had not been moved', (kind) => {
    expect(orders.result('refused', kind)).toMatchObject({
      status: 402,
      body: { error: 'Error', message: 'The card is refused.' },
    });
    expect(orders.result('failed', kind)).toMatchObject({
      status: 500,
      body: { error: 'Error', message: 'The ship has sunk.' },
    });
  });

  eachClient('has each of its steps run once, by one execution', (kind) => {
    for (const what of Object.keys(ways)) {
      expect(orders.steps(what, kind)).toEqual(movedAfter('charge', 'first', 'second'));
      const id = orders.answer(what, kind)?.headers['execution-id'];
      expect(orders.executions(what, kind)).toEqual([id]);
    }
  });
});

eachClient('asks for no answer, and finds the result of what was moved meanwhile', (kind) => {
  expect(orders.answer('asynchronous', kind)).toMatchObject(toAskAgain);
  expect(orders.result('asynchronous', kind)).toMatchObject(orders.done('asynchronous', kind));
});

describe('a POST that is refused', () => {
  /** So much that it has not arrived whole when it is refused. */
  const padding = 'x'.repeat(1024 * 1024);

  eachClient('is told why, while its body is still on its way', async (kind) => {
    const order = `refused to ${kind.name}`;
    const place = (service: string, headers = {}) =>
      shop.place(kind, service, { order, padding }, { headers });
    const answers = await Promise.all([
      place('saved'),
      place('saved', { from: 'a stranger' }),
      place('unknown'),
    ]);
    expect(answers).toMatchObject([
      { status: 413, body: { error: 'BodyTooLarge' } },
      { status: 403, body: { error: 'NotAuthorized' } },
      { status: 404, body: { error: 'ServiceNotFound' } },
    ]);
    expect(shop.workshop.effectsOf(order)).toEqual([]);
  });

  eachClient('is told that its Idempotency-Key was used for another body', async (kind) => {
    const headers = { 'idempotency-key': kind.name.replaceAll(' ', '-') };
    const place = (order: string) => shop.place(kind, 'saved', { order }, { headers });
    expect(await place('one')).toMatchObject({ status: 200 });
    const reused = { status: 422, body: { error: 'IdempotencyKeyReused' } };
    expect(await place('another')).toMatchObject(reused);
  });
});
