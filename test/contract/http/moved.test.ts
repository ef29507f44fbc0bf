import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { whatComesOf } from '../../support/workshop';
import { type Shop, movedAfter, openShop, sentOn, toAskAgain } from './shop';

/** What each client orders, and how. */
const orders: Record<string, { service: string; padding?: string; prefer?: string }> = {
  saved: { service: 'saved' },
  unsaved: { service: 'unsaved' },
  large: { service: 'saved', padding: 'x'.repeat(200 * 1024) },
  asynchronous: { service: 'saved', prefer: 'respond-async' },
  accepted: { service: 'accepted' },
  relayed: { service: 'relayed' },
  refused: { service: 'refused' },
  failed: { service: 'failed' },
};

let shop: Shop;
/** What each order was answered first, and what came of it. */
const answers = new Map<string, { first: Answer; last: Answer }>();
const orderOf = (what: string, { name }: Kind) => ({
  order: `${what} by ${name}`,
  padding: orders[what]?.padding,
});

async function place(kind: Kind, what: string): Promise<void> {
  const { service = '', prefer } = orders[what] ?? {};
  const order = orderOf(what, kind);
  const headers = prefer === undefined ? undefined : { prefer };
  const first = await shop.place(kind, service, order, { headers });
  answers.set(order.order, { first, last: await shop.askOn(kind, first) });
}

const answered = (what: string, kind: Kind) => answers.get(orderOf(what, kind).order)?.first;
const resultOf = (what: string, kind: Kind) => answers.get(orderOf(what, kind).order)?.last;
const done = (what: string, kind: Kind) => ({
  status: 200,
  body: whatComesOf(orderOf(what, kind)),
});

const follows = (kind: Kind): boolean => kind.follows;
const doesNotFollow = (kind: Kind): boolean => !kind.follows;

// All clients place all their orders with the first instance, which is drained when each order is in mid-step.
beforeAll(async () => {
  shop = await openShop();
  const { cluster, workshop } = shop;
  workshop.shut('charge');
  const calls = clients.flatMap((kind) => Object.keys(orders).map((what) => place(kind, what)));
  await shop.haveBegun(calls.length, 'charge');
  await shop.drain('first');
  await cluster.setWeights(0, 100);
  workshop.open('charge');
  await Promise.all(calls);
});
afterAll(() => shop.close());

describe('a waiting POST whose node is drained', () => {
  eachClient(
    'gets its result, by following',
    (kind) => {
      expect(answered('saved', kind)).toMatchObject(done('saved', kind));
      expect(answered('unsaved', kind)).toMatchObject(done('unsaved', kind));
    },
    follows,
  );

  eachClient(
    'gets the result of a body of 200 KiB, by following',
    (kind) => expect(answered('large', kind)).toMatchObject(done('large', kind)),
    follows,
  );

  eachClient(
    'is answered 303 with the address at which its result is, if it does not follow',
    (kind) => {
      for (const what of ['saved', 'unsaved', 'large']) {
        expect(answered(what, kind)).toMatchObject(sentOn(1));
        expect(resultOf(what, kind)).toMatchObject(done(what, kind));
      }
    },
    doesNotFollow,
  );

  eachClient('gets its result from the draining node itself, if it is relayed', (kind) => {
    expect(answered('relayed', kind)).toMatchObject(done('relayed', kind));
    const id = String(answered('relayed', kind)?.headers['execution-id']);
    expect(shop.cluster.log.filter(({ path }) => path.includes(id))).toEqual([]);
  });

  eachClient('is answered 202 at once if its service says so, and finds its result', (kind) => {
    expect(answered('accepted', kind)).toMatchObject(toAskAgain);
    expect(resultOf('accepted', kind)).toMatchObject(done('accepted', kind));
  });

  eachClient('is told of a failure as if it had not been moved', (kind) => {
    expect(resultOf('refused', kind)).toMatchObject({
      status: 402,
      body: { error: 'Error', message: 'The card is refused.' },
    });
    expect(resultOf('failed', kind)).toMatchObject({
      status: 500,
      body: { error: 'Error', message: 'The ship has sunk.' },
    });
  });

  eachClient('has each of its steps run once, by one execution', (kind) => {
    for (const what of Object.keys(orders)) {
      const effects = shop.workshop.effectsOf(orderOf(what, kind).order);
      const id = answered(what, kind)?.headers['execution-id'];
      expect(effects.map(({ step, instance }) => [step, instance])).toEqual(
        movedAfter('charge', 'first', 'second'),
      );
      expect(new Set(effects.map(({ execution }) => execution))).toEqual(new Set([id]));
    }
  });
});

eachClient('asks for no answer, and finds the result of what was moved meanwhile', (kind) => {
  expect(answered('asynchronous', kind)).toMatchObject(toAskAgain);
  expect(resultOf('asynchronous', kind)).toMatchObject(done('asynchronous', kind));
});
