import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { until } from '../../support/until';
import { whatComesOf } from '../../support/workshop';
import { type Shop, movedAfter, openShop, sentOn, toAskAgain } from './shop';

let shop: Shop;
/** What each order was answered first, and what came of it. */
const answers = new Map<string, { first: Answer; last: Answer }>();
const orderOf = (what: string, { name }: Kind): string => `${what} by ${name}`;

async function place(kind: Kind, what: string): Promise<void> {
  const order = orderOf(what, kind);
  const first = await shop.place(kind, 'saved', { order });
  answers.set(order, { first, last: await shop.askOn(kind, first) });
}

const placeAll = (what: string) => clients.map((kind) => place(kind, what));

/** Requests that came back to the first instance at this hop, and were sent on by it. */
const cameBack = (hop: number) =>
  shop.cluster.log.filter(
    ({ path, instance }) => instance === 'first' && path.endsWith(`?hop=${hop}`),
  ).length;

const followers = clients.filter((kind) => kind.follows).length;

// The weights are changed and the first instance is drained, but for all of the test the change is on its way only.
beforeAll(async () => {
  shop = await openShop();
  const { cluster, workshop } = shop;
  workshop.shut('charge');
  const soon = placeAll('soon');
  await shop.haveBegun(soon.length, 'charge');
  cluster.balancing.setPropagationMs(3_600_000);
  await cluster.setWeights(0, 100);
  await shop.drain('first');
  workshop.shut('ship');
  workshop.open('charge');
  await until(() => cameBack(1) >= followers);
  workshop.open('ship');
  await Promise.all(soon);

  await cluster.sealed('first');
  workshop.shut('ship');
  const long = placeAll('long');
  await until(() => cameBack(4) >= followers);
  workshop.open('ship');
  await Promise.all(long);
});
afterAll(() => shop.close());

const answered = (what: string, kind: Kind) => answers.get(orderOf(what, kind))?.first;
const resultOf = (what: string, kind: Kind) => answers.get(orderOf(what, kind))?.last;
const done = (what: string, kind: Kind) => ({
  status: 200,
  body: whatComesOf({ order: orderOf(what, kind) }),
});
const whereabouts = (what: string, kind: Kind) =>
  shop.workshop.effectsOf(orderOf(what, kind)).map(({ step, instance }) => [step, instance]);

describe('a waiting POST whose redirect comes back to the draining instance', () => {
  eachClient(
    'gets its result all the same',
    (kind) => expect(answered('soon', kind)).toMatchObject(done('soon', kind)),
    (kind) => kind.follows,
  );

  eachClient('is run once, and goes on elsewhere', (kind) => {
    expect(resultOf('soon', kind)).toMatchObject(done('soon', kind));
    expect(whereabouts('soon', kind)).toEqual(movedAfter('charge', 'first', 'second'));
  });
});

describe('a POST that arrives when its instance has sealed', () => {
  eachClient('is run once, elsewhere', (kind) => {
    expect(resultOf('long', kind)).toMatchObject(done('long', kind));
    expect(whereabouts('long', kind)).toEqual(movedAfter('', 'first', 'second'));
  });

  eachClient(
    'is answered 202 after four hops if it takes longer than that',
    (kind) => expect(answered('long', kind)).toMatchObject(toAskAgain),
    (kind) => kind.follows,
  );

  eachClient(
    'is answered 303 if its client does not follow',
    (kind) => expect(answered('long', kind)).toMatchObject(sentOn(1)),
    (kind) => !kind.follows,
  );
});
