import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { resultOf } from '../../support/workshop';
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
const answers = new Map<string, Answer>();
const orderOf = (what: string, { name }: Kind) => ({
  order: `${what} by ${name}`,
  padding: orders[what]?.padding,
});

async function place(kind: Kind, what: string): Promise<void> {
  const { service = '', prefer } = orders[what] ?? {};
  const order = orderOf(what, kind);
  const headers = prefer === undefined ? undefined : { prefer };
  answers.set(order.order, await shop.place(kind, service, order, { headers }));
}

function answered(what: string, kind: Kind): Answer {
  const answer = answers.get(orderOf(what, kind).order);
  if (!answer) throw new Error(`${kind.name} got no answer to ${what}`);
  return answer;
}

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
  const done = (what: string, kind: Kind) => ({
    status: 200,
    body: resultOf(orderOf(what, kind)),
  });

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
    async (kind) => {
      for (const what of ['saved', 'unsaved', 'large']) {
        expect(answered(what, kind)).toMatchObject(sentOn(1));
        expect(await shop.askOn(kind, answered(what, kind))).toMatchObject(done(what, kind));
      }
    },
    doesNotFollow,
  );

  eachClient('gets its result from the draining node itself, if it is relayed', (kind) => {
    const answer = answered('relayed', kind);
    expect(answer).toMatchObject(done('relayed', kind));
    const id = answer.headers['execution-id'];
    expect(shop.cluster.log.filter(({ path }) => path.includes(String(id)))).toEqual([]);
  });

  eachClient(
    'is answered 202 at once if its service says so, and finds its result',
    async (kind) => {
      expect(answered('accepted', kind)).toMatchObject(toAskAgain);
      const result = await shop.askOn(kind, answered('accepted', kind));
      expect(result).toMatchObject(done('accepted', kind));
    },
  );

  eachClient('is told of a failure as if it had not been moved', async (kind) => {
    const refused = await shop.askOn(kind, answered('refused', kind));
    const failed = await shop.askOn(kind, answered('failed', kind));
    expect([refused.status, failed.status]).toEqual([402, 500]);
    expect(refused.body).toEqual({ error: 'Error', message: 'The card is refused.' });
    expect(failed.body).toEqual({ error: 'Error', message: 'The ship has sunk.' });
  });

  eachClient('has each of its steps run once, by one execution', (kind) => {
    for (const what of Object.keys(orders)) {
      const effects = shop.workshop.effectsOf(orderOf(what, kind).order);
      const { 'execution-id': id } = answered(what, kind).headers;
      expect(effects.map(({ step, instance }) => [step, instance])).toEqual(
        movedAfter('charge', 'first', 'second'),
      );
      expect(new Set(effects.map(({ execution }) => execution))).toEqual(new Set([id]));
    }
  });
});

eachClient('asks for no answer, and finds the result of what was moved meanwhile', async (kind) => {
  expect(answered('asynchronous', kind)).toMatchObject(toAskAgain);
  const result = await shop.askOn(kind, answered('asynchronous', kind));
  const body = resultOf(orderOf('asynchronous', kind));
  expect(result).toMatchObject({ status: 200, body });
});
