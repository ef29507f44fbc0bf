import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { type Passage, startPassage } from '../../support/passage';
import { instances } from '../../support/cluster';
import { until } from '../../support/until';
import { type Shop, openShop } from './shop';

/** Between an answer and the next order. */
const THINKING_MS = 20;

const keeps = (kind: Kind): boolean => kind.keeps;

let shop: Shop;
const passages = new Map<string, Passage>();
const answers = new Map<string, Answer[]>();
let over = false;

/** Places one order after the other on the connection that the client keeps, if nobody takes it away. */
async function placeOrders(kind: Kind): Promise<void> {
  const passage = await startPassage(shop.cluster.url);
  const got: Answer[] = [];
  passages.set(kind.name, passage);
  answers.set(kind.name, got);
  while (!over) {
    const order = `${got.length} by ${kind.name}`;
    got.push(await shop.place(kind, 'unsaved', { order }, { at: passage.url }));
    await delay(THINKING_MS);
  }
}

/** Each client has been answered twice more. */
function answered(): Promise<void> {
  const before = new Map([...answers].map(([name, { length }]) => [name, length]));
  return until(() =>
    [...before].every(([name, length]) => (answers.get(name)?.length ?? 0) >= length + 2),
  );
}

// Both instances are drained, one after the other, while clients place one order after the other.
beforeAll(async () => {
  shop = await openShop();
  const { cluster } = shop;
  const placing = clients.filter(keeps).map(placeOrders);
  await until(() => answers.size === placing.length);
  await answered();
  await cluster.setWeights(50, 50);
  for (const instance of instances) {
    await cluster.drain(instance);
    await answered();
    await cluster.sealed(instance);
    await answered();
    await cluster.serve(instance);
  }
  over = true;
  await Promise.all(placing);
});
afterAll(async () => {
  await Promise.all([...passages.values()].map((passage) => passage.close()));
  await shop.close();
});

eachClient(
  'keeps its connection while nodes are drained',
  ({ name }) => {
    const got = answers.get(name) ?? [];
    const passage = passages.get(name);
    expect(got.filter(({ status }) => ![200, 202, 303].includes(status))).toEqual([]);
    expect(passage?.endedByServer()).toBe(0);
    expect(passage?.connections()).toBeLessThan(got.length);
  },
  keeps,
);
