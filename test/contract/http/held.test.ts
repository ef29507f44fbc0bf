import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { whatComesOf } from '../../support/workshop';
import { until } from '../../support/until';
import { type Shop, openShop, sentOn, toAskAgain } from './shop';

const services = ['saved', 'unsaved', 'relayed', 'accepted'];

let shop: Shop;
/** What each order was answered first, and what came of it. */
const answers = new Map<string, { first: Answer; last: Answer }>();
const orderOf = (service: string, { name }: Kind): string => `${service} by ${name}`;

async function place(kind: Kind, service: string): Promise<void> {
  const order = orderOf(service, kind);
  const first = await shop.place(kind, service, { order });
  answers.set(order, { first, last: await shop.askOn(kind, first) });
}

/** Callers have been sent on for the second time, by either instance. */
const haveHopped = (callers: number) => () =>
  shop.cluster.log.filter(({ path }) => path.endsWith('?hop=1')).length >= callers;

// All orders take longer than two times what a load balancer with an idle time-out of 10 s lets a caller be held.
beforeAll(async () => {
  shop = await openShop({ idleTimeoutSeconds: 10 });
  shop.workshop.shut('charge');
  const calls = clients.flatMap((kind) => services.map((service) => place(kind, service)));
  await shop.haveBegun(calls.length, 'charge');
  await shop.cluster.setWeights(50, 50);
  await until(haveHopped(2 * clients.length));
  shop.workshop.open('charge');
  await Promise.all(calls);
});
afterAll(() => shop.close());

const answered = (service: string, kind: Kind) => answers.get(orderOf(service, kind))?.first;
const resultOf = (service: string, kind: Kind) => answers.get(orderOf(service, kind))?.last;
const done = (service: string, kind: Kind) => ({
  status: 200,
  body: whatComesOf({ order: orderOf(service, kind) }),
});

describe('a POST that takes longer than the load balancer lets it wait', () => {
  eachClient(
    'gets its result after several hops',
    (kind) => {
      expect(answered('saved', kind)).toMatchObject(done('saved', kind));
      expect(answered('unsaved', kind)).toMatchObject(done('unsaved', kind));
    },
    (kind) => kind.follows,
  );

  eachClient(
    'is answered 303 if its client does not follow, and finds its result',
    (kind) => {
      for (const service of ['saved', 'unsaved']) {
        expect(answered(service, kind)).toMatchObject(sentOn(1));
        expect(resultOf(service, kind)).toMatchObject(done(service, kind));
      }
    },
    (kind) => !kind.follows,
  );

  eachClient('is answered 202 if its service does not redirect, and finds its result', (kind) => {
    for (const service of ['relayed', 'accepted']) {
      expect(answered(service, kind)).toMatchObject(toAskAgain);
      expect(resultOf(service, kind)).toMatchObject(done(service, kind));
    }
  });

  eachClient('is run once', (kind) => {
    for (const service of services)
      expect(shop.workshop.effectsOf(orderOf(service, kind)).map(({ step }) => step)).toEqual([
        'reserve',
        'charge',
        'ship',
        'notify',
      ]);
  });
});

test('no caller is cut off by the load balancer', () => {
  expect(new Set(shop.cluster.log.map(({ status }) => status))).toEqual(new Set([200, 202, 303]));
});
