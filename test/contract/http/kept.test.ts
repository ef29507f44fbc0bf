import { type Answer, type Kind, clients, eachClient } from '../../support/clients';
import { type Passage, startPassage } from '../../support/passage';
import { until } from '../../support/until';
import { type Shop, openShop } from './shop';

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
  }
}

/** Each client has been answered a few times more. */
function answered(): Promise<void> {
  const before = new Map([...answers].map(([name, { length }]) => [name, length]));
  return until(() =>
    [...before].every(([name, length]) => (answers.get(name)?.length ?? 0) >= length + 3),
  );
}

// Both instances are drained, one after the other, while clients use their connections without a pause.
beforeAll(async () => {
  shop = await openShop();
  const { cluster } = shop;
  const placing = clients.filter(keeps).map(placeOrders);
  await until(() => answers.size === placing.length);
  await answered();
  for (const [drained, weights] of [
    ['first', [0, 100]],
    ['second', [100, 0]],
  ] as const) {
    await cluster.drain(drained);
    await answered();
    await cluster.setWeights(...weights);
    await cluster.sealed(drained);
    await answered();
    await cluster.serve(drained);
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
  ({ name, follows }) => {
    const got = answers.get(name) ?? [];
    const passage = passages.get(name);
    expect(new Set(got.map(({ status }) => status))).toEqual(new Set(follows ? [200] : [200, 303]));
    expect(passage?.endedByServer()).toBe(0);
    expect(passage?.connections()).toBeLessThan(got.length);
  },
  keeps,
);
