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

/** The first instance is drained, but the change of weights does not arrive, so that it gets all redirects itself. */
async function drainBeforeItArrives(): Promise<void> {
  const { cluster, workshop } = shop;
  workshop.shut('charge');
  workshop.shut('ship');
  const calls = placeAll('early');
  await shop.haveBegun(calls.length, 'charge');
  cluster.balancing.setPropagationMs(3_600_000);
  await cluster.setWeights(0, 100);
  await shop.drain('first');
  workshop.open('charge');
  await until(() => cameBack(4) >= followers);
  workshop.open('ship');
  await Promise.all(calls);
}

/** Requests and their first redirects go to the sealed instance; then the change of weights arrives. */
async function placeWithTheSealed(): Promise<void> {
  const { cluster, workshop } = shop;
  await cluster.sealed('first');
  workshop.shut('ship');
  const before = cameBack(1);
  const calls = placeAll('late');
  await until(() => cameBack(1) >= before + followers);
  cluster.balancing.setPropagationMs(0);
  await cluster.setWeights(0, 100);
  await until(() => cluster.inFlight('second') >= followers);
  workshop.open('ship');
  await Promise.all(calls);
}

beforeAll(async () => {
  shop = await openShop();
  await drainBeforeItArrives();
  await placeWithTheSealed();
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

describe('a waiting POST whose redirects all come back to the draining instance', () => {
  eachClient(
    'is answered 202 after four hops',
    (kind) => expect(answered('early', kind)).toMatchObject(toAskAgain),
    (kind) => kind.follows,
  );

  eachClient(
    'gets its result through the draining instance, and is run once, elsewhere',
    (kind) => {
      expect(resultOf('early', kind)).toMatchObject(done('early', kind));
      expect(whereabouts('early', kind)).toEqual(movedAfter('charge', 'first', 'second'));
    },
  );
});

describe('a POST that arrives at a sealed instance', () => {
  eachClient(
    'gets its result although its first redirect comes back',
    (kind) => expect(answered('late', kind)).toMatchObject(done('late', kind)),
    (kind) => kind.follows,
  );

  eachClient(
    'is answered 303 if its client does not follow',
    (kind) => expect(answered('late', kind)).toMatchObject(sentOn(1)),
    (kind) => !kind.follows,
  );

  eachClient('is run once, elsewhere', (kind) => {
    expect(resultOf('late', kind)).toMatchObject(done('late', kind));
    expect(whereabouts('late', kind)).toEqual(movedAfter('', 'first', 'second'));
  });
});
