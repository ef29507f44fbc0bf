import { type Kind, clients, eachClient } from '../../support/clients';
import { until } from '../../support/until';
import { type Orders, ordersAt } from './orders';
import { type Shop, movedAfter, openShop, sentOn, toAskAgain } from './shop';

const follows = (kind: Kind): boolean => kind.follows;
const doesNotFollow = (kind: Kind): boolean => !kind.follows;

/** How many executions have been asked for at this hop, and answered. */
const ended = ({ cluster }: Shop, hop: number): number =>
  new Set(cluster.log.map(({ path }) => path).filter((path) => path.endsWith(`?hop=${hop}`))).size;

let patient: Shop;
let held: Orders;
const services = ['saved', 'unsaved', 'relayed', 'accepted'];

/**
 * All orders take longer than twice what a load balancer with an idle time-out of 20 s lets a caller be held: four hops are
 * enough also for those who are called a minute before the slowest client has started.
 */
async function holdCallers(): Promise<void> {
  const { cluster, workshop } = patient;
  workshop.shut('charge');
  const calls = clients.flatMap((kind) =>
    services.map((service) => held.place(service, kind, { service })),
  );
  await patient.haveBegun(held.placed(), 'charge');
  await cluster.setWeights(50, 50);
  await until(() => ended(patient, 1) >= 2 * clients.length);
  workshop.open('charge');
  await Promise.all(calls);
}

let drained: Shop;
let sent: Orders;

/** The first instance is drained, but the change of weights does not arrive, so that all redirects come back to it. */
async function sendInCircles(): Promise<void> {
  const { cluster, workshop } = drained;
  workshop.shut('charge');
  workshop.shut('ship');
  const calls = clients.map((kind) => sent.place('early', kind));
  await drained.haveBegun(sent.placed(), 'charge');
  cluster.balancing.setPropagationMs(3_600_000);
  await cluster.setWeights(0, 100);
  await drained.drain('first');
  workshop.open('charge');
  await until(() => ended(drained, 4) >= clients.length);
  workshop.open('ship');
  await Promise.all(calls);
}

/**
 * An order and its first redirect go to the sealed instance; then the change of weights arrives. One client after the
 * other, so that none has hops left to spend while a slower one starts.
 */
async function sendToTheSealed(): Promise<void> {
  const { cluster, workshop } = drained;
  await cluster.sealed('first');
  workshop.shut('ship');
  cluster.balancing.setPropagationMs(0);
  const calls: Promise<void>[] = [];
  for (const kind of clients) {
    await cluster.setWeights(100, 0);
    const before = ended(drained, 1);
    calls.push(sent.place('late', kind));
    await until(() => ended(drained, 1) > before);
    await cluster.setWeights(0, 100);
    await until(() => cluster.inFlight('second') >= calls.length);
  }
  workshop.open('ship');
  await Promise.all(calls);
}

// Both take their time, so they do it at the same time.
beforeAll(async () => {
  [patient, drained] = await Promise.all([
    openShop({ idleTimeoutSeconds: 20 }),
    // No balancer node takes a change up before its time is over.
    openShop({ balancing: { random: () => 0 } }),
  ]);
  held = ordersAt(patient);
  sent = ordersAt(drained);
  await Promise.all([holdCallers(), sendInCircles().then(sendToTheSealed)]);
});
afterAll(() => Promise.all([patient.close(), drained.close()]));

describe('a POST that takes longer than the load balancer lets it wait', () => {
  eachClient(
    'gets its result after several hops',
    (kind) => {
      for (const service of ['saved', 'unsaved'])
        expect(held.answer(service, kind)).toMatchObject(held.done(service, kind));
    },
    follows,
  );

  eachClient(
    'is answered 303 if its client does not follow, and finds its result',
    (kind) => {
      for (const service of ['saved', 'unsaved']) {
        expect(held.answer(service, kind)).toMatchObject(sentOn(1));
        expect(held.result(service, kind)).toMatchObject(held.done(service, kind));
      }
    },
    doesNotFollow,
  );

  eachClient('is answered 202 if its service does not redirect, and finds its result', (kind) => {
    for (const service of ['relayed', 'accepted']) {
      expect(held.answer(service, kind)).toMatchObject(toAskAgain);
      expect(held.result(service, kind)).toMatchObject(held.done(service, kind));
    }
  });

  eachClient('is run once', (kind) => {
    for (const service of services)
      expect(held.steps(service, kind)).toEqual(movedAfter('notify', 'first', 'second'));
  });

  test('is never cut off by the load balancer', () => {
    const statuses = patient.cluster.log.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 202, 303]));
  });
});

describe('a waiting POST whose redirects all come back to the draining instance', () => {
  eachClient(
    'is answered 202 after four hops',
    (kind) => expect(sent.answer('early', kind)).toMatchObject(toAskAgain),
    follows,
  );

  eachClient(
    'gets its result through the draining instance, and is run once, elsewhere',
    (kind) => {
      expect(sent.result('early', kind)).toMatchObject(sent.done('early', kind));
      expect(sent.steps('early', kind)).toEqual(movedAfter('charge', 'first', 'second'));
    },
  );
});

describe('a POST that arrives at a sealed instance', () => {
  eachClient(
    'gets its result although its first redirect comes back',
    (kind) => expect(sent.answer('late', kind)).toMatchObject(sent.done('late', kind)),
    follows,
  );

  eachClient(
    'is answered 303 if its client does not follow',
    (kind) => expect(sent.answer('late', kind)).toMatchObject(sentOn(1)),
    doesNotFollow,
  );

  eachClient('is run once, elsewhere', (kind) => {
    expect(sent.result('late', kind)).toMatchObject(sent.done('late', kind));
    expect(sent.steps('late', kind)).toEqual(movedAfter('', 'first', 'second'));
  });
});
