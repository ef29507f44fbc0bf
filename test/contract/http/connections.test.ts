import { setTimeout as delay } from 'node:timers/promises';
import { createExecutionStore } from '../../../store/executions';
import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { instances } from '../../support/cluster';
import { type Passage, startPassage } from '../../support/passage';
import { until } from '../../support/until';
import { whatComesOf } from '../../support/workshop';
import { type Shop, movedAfter, openShop } from './shop';

const keeps = (kind: Kind): boolean => kind.keeps;
const keepers = clients.filter(keeps);
const orderOf = (what: string, { name }: Kind): string => `${what} by ${name}`;
const ordersOf = (what: string): string[] => clients.map((kind) => orderOf(what, kind));
const keyOf = ({ name }: Kind) => ({ 'idempotency-key': name.replaceAll(' ', '-') });

let shop: Shop;
/** Each client's way to the load balancer. */
const passages = new Map<string, Passage>();
/** What each client got for its many orders, one after the other. */
const many = new Map<string, Answer[]>();
/** What each client got for its order that it sent again: while that ran, and after it had ended. */
const again = new Map<string, Answer[]>();
/** How each order ended for its client whose connection broke. */
const broken = new Map<string, unknown>();

beforeAll(async () => {
  shop = await openShop();
  for (const { name } of clients) passages.set(name, await startPassage(shop.cluster.url));
  await keepConnections();
  await breakConnections();
  await sendAgain();
  await giveUp();
});
afterAll(async () => {
  await Promise.all([...passages.values()].map((passage) => passage.close()));
  await shop.close();
});

/** Both instances are drained, one after the other, while clients place one order after the other. */
async function keepConnections(): Promise<void> {
  const { cluster } = shop;
  let over = false;
  const placing = keepers.map(async (kind) => {
    const got: Answer[] = [];
    many.set(kind.name, got);
    const at = passages.get(kind.name)?.url;
    for (; !over; await delay(20))
      got.push(
        await shop.place(kind, 'unsaved', { order: orderOf(`${got.length}`, kind) }, { at }),
      );
  });
  await answeredTwice();
  await cluster.setWeights(50, 50);
  for (const instance of instances) {
    await cluster.drain(instance);
    await answeredTwice();
    await cluster.sealed(instance);
    await answeredTwice();
    await cluster.serve(instance);
  }
  over = true;
  await Promise.all(placing);
  await cluster.setWeights(100, 0);
}

/** Each client has got two answers more. */
function answeredTwice(): Promise<void> {
  const before = [...many].map(([name, { length }]): [string, number] => [name, length]);
  return until(() =>
    before.every(([name, length]) => Number(many.get(name)?.length) >= length + 2),
  );
}

/** Each client places two orders, and the connections break when both are in mid-step. */
async function breakConnections(): Promise<void> {
  shop.workshop.shut('charge');
  const calls = clients.flatMap((kind) =>
    ['repeated', 'abandoned'].map(async (what) => {
      const order = orderOf(what, kind);
      const headers = what === 'repeated' ? keyOf(kind) : {};
      const at = passages.get(kind.name)?.url;
      const placed = shop.place(kind, 'saved', { order }, { headers, at });
      broken.set(order, await placed.catch((error: unknown) => error));
    }),
  );
  await shop.haveBegun([...ordersOf('repeated'), ...ordersOf('abandoned')], 'charge');
  for (const passage of passages.values()) passage.cut();
  await Promise.all(calls);
}

async function repeatOrder(kind: Kind): Promise<void> {
  const order = orderOf('repeated', kind);
  const answer = await shop.place(kind, 'saved', { order }, { headers: keyOf(kind) });
  const result = await shop.askOn(kind, answer);
  again.set(kind.name, [...(again.get(kind.name) ?? []), result]);
}

/** The order is sent again twice: while its node is drained, and to the sealed node when it has ended. */
async function sendAgain(): Promise<void> {
  const { cluster, workshop } = shop;
  await until(() => cluster.inFlight('first') === 0);
  const calls = clients.map(repeatOrder);
  await until(() => cluster.inFlight('first') === clients.length);
  await shop.drain('first');
  await cluster.setWeights(0, 100);
  workshop.open('charge');
  await Promise.all(calls);
  await cluster.sealed('first');
  await cluster.setWeights(100, 0);
  await Promise.all(clients.map(repeatOrder));
  await shop.haveBegun(ordersOf('abandoned'), 'notify');
}

/** The clients place an order and are ended; only then its node is drained. */
async function giveUp(): Promise<void> {
  const { cluster, workshop } = shop;
  await cluster.setWeights(0, 100);
  await cluster.serve('first');
  workshop.shut('charge');
  const calls = clients.map((kind) =>
    shop.place(kind, 'saved', { order: orderOf('given up', kind) }).catch(() => undefined),
  );
  await shop.haveBegun(ordersOf('given up'), 'charge');
  await shop.clients.kill();
  await Promise.all(calls);
  await until(() => cluster.inFlight('second') === 0);
  await shop.drain('second');
  workshop.open('charge');
}

/** Which steps were run where, once the order's one execution has ended. */
async function steps(order: string): Promise<string[][]> {
  const store = createExecutionStore(shop.cluster.store.table, 'shop');
  const effects = shop.workshop.effectsOf(order);
  const [id = '', ...others] = new Set(effects.map(({ execution }) => execution));
  expect(others).toEqual([]);
  await until(async () => (await store.head(id))?.status === 'finished');
  return shop.workshop.effectsOf(order).map(({ step, instance }) => [step, instance]);
}

eachClient(
  'keeps its connection while nodes are drained',
  ({ name }) => {
    const got = many.get(name) ?? [];
    expect(got.filter(({ status }) => ![200, 202, 303].includes(status))).toEqual([]);
    expect(passages.get(name)?.endedByServer()).toBe(0);
    expect(passages.get(name)?.connections()).toBeLessThan(got.length);
  },
  keeps,
);

eachClient('gets the one result of a POST sent again after a broken connection', async (kind) => {
  const order = orderOf('repeated', kind);
  expect(broken.get(order)).toBeInstanceOf(Error);
  const done = { status: 200, body: whatComesOf({ order }) };
  expect(again.get(kind.name)).toMatchObject([done, done]);
  expect(await steps(order)).toEqual(movedAfter('charge', 'first', 'second'));
});

eachClient('loses nothing if it never comes back after a broken connection', async (kind) => {
  const order = orderOf('abandoned', kind);
  expect(broken.get(order)).toBeInstanceOf(Error);
  expect(await steps(order)).toEqual(movedAfter('charge', 'first', 'second'));
});

eachClient('loses nothing if it gives up', async (kind) => {
  expect(await steps(orderOf('given up', kind))).toEqual(movedAfter('charge', 'second', 'first'));
});
