import { createExecutionStore } from '../../../store/executions';
import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { type Passage, startPassage } from '../../support/passage';
import { until } from '../../support/until';
import { whatComesOf } from '../../support/workshop';
import { type Shop, movedAfter, openShop } from './shop';

let shop: Shop;
let passage: Passage;
const broken = new Map<string, unknown>();
/** What came of each order that was sent again: while it ran, and after it had ended. */
const again = new Map<string, Answer[]>();
const orderOf = (what: string, { name }: Kind): string => `${what} by ${name}`;

const place = (kind: Kind, what: string, headers?: Record<string, string>, at?: string) =>
  shop.place(kind, 'saved', { order: orderOf(what, kind) }, { headers, at });

const keyOf = ({ name }: Kind) => ({ 'idempotency-key': name.replaceAll(' ', '-') });

async function resultOf(kind: Kind): Promise<void> {
  const order = orderOf('repeated', kind);
  const answer = await place(kind, 'repeated', keyOf(kind));
  again.set(order, [...(again.get(order) ?? []), await shop.askOn(kind, answer)]);
}

/** Places two orders by each client, and breaks the connections when both are in mid-step. */
async function breakConnections(): Promise<void> {
  const calls = clients.flatMap((kind) =>
    ['repeated', 'abandoned'].map(async (what) => {
      const headers = what === 'repeated' ? keyOf(kind) : {};
      const trouble = await place(kind, what, headers, passage.url).catch(
        (error: unknown) => error,
      );
      broken.set(orderOf(what, kind), trouble);
    }),
  );
  await shop.haveBegun(calls.length, 'charge');
  passage.cut();
  await Promise.all(calls);
}

/** Sends the one order again, twice: while its node is drained, and to the sealed node when it has ended. */
async function sendAgain(): Promise<void> {
  const { cluster, workshop } = shop;
  await until(() => cluster.inFlight('first') === 0);
  const calls = clients.map(resultOf);
  await until(() => cluster.inFlight('first') === clients.length);
  await shop.drain('first');
  await cluster.setWeights(0, 100);
  workshop.open('charge');
  await Promise.all(calls);
  await shop.haveBegun(2 * clients.length, 'notify');
  await cluster.sealed('first');
  await cluster.setWeights(100, 0);
  await Promise.all(clients.map(resultOf));
}

/** Places an order by each client, ends the clients, and drains the node. */
async function giveUp(): Promise<void> {
  const { cluster, workshop } = shop;
  await cluster.setWeights(0, 100);
  await cluster.serve('first');
  workshop.shut('charge');
  const calls = clients.map((kind) => place(kind, 'given up').catch(() => undefined));
  await shop.haveBegun(3 * clients.length, 'charge');
  await shop.clients.kill();
  await Promise.all(calls);
  await until(() => cluster.inFlight('second') === 0);
  await shop.drain('second');
  workshop.open('charge');
}

beforeAll(async () => {
  shop = await openShop();
  passage = await startPassage(shop.cluster.url);
  shop.workshop.shut('charge');
  await breakConnections();
  await sendAgain();
  await giveUp();
});
afterAll(async () => {
  await passage.close();
  await shop.close();
});

/** Waits until the order's one execution has ended. */
async function ends(order: string): Promise<void> {
  const store = createExecutionStore(shop.cluster.store.table, 'shop');
  const ids = [...new Set(shop.workshop.effectsOf(order).map(({ execution }) => execution))];
  expect(ids).toHaveLength(1);
  await until(async () => (await store.head(ids[0] ?? ''))?.status === 'finished');
}

const whereabouts = (order: string) =>
  shop.workshop.effectsOf(order).map(({ step, instance }) => [step, instance]);

eachClient('gets the one result of an order sent again after a broken connection', (kind) => {
  const order = orderOf('repeated', kind);
  expect(broken.get(order)).toBeInstanceOf(Error);
  const done = { status: 200, body: whatComesOf({ order }) };
  expect(again.get(order)).toMatchObject([done, done]);
  expect(whereabouts(order)).toEqual(movedAfter('charge', 'first', 'second'));
});

eachClient('loses nothing if it never comes back after a broken connection', async (kind) => {
  const order = orderOf('abandoned', kind);
  expect(broken.get(order)).toBeInstanceOf(Error);
  await ends(order);
  expect(whereabouts(order)).toEqual(movedAfter('charge', 'first', 'second'));
});

eachClient('loses nothing if it gives up', async (kind) => {
  const order = orderOf('given up', kind);
  await ends(order);
  expect(whereabouts(order)).toEqual(movedAfter('charge', 'second', 'first'));
});
