import { type Accepted, checkLedger } from '../../../examples/shop/ledger';
import { releases } from '../../../examples/shop/releases';
import { services as services2 } from '../../../examples/shop/release-2/services';
import { services as services3 } from '../../../examples/shop/release-3/services';
import { services as services4 } from '../../../examples/shop/release-4/services';
import type { Service } from '../../../runtime';
import { resultOf, startOwner } from '../../support/owner';
import { type TestStore, startStore } from '../../support/store';
import { nodeOf } from '../../support/versions';
import { anOrder, openTestShop } from '../../unit/examples/shop/shop';

// Orders of the shop are moved between its releases after each of their steps, and the ledger is asked.

let store: TestStore;
let world: Awaited<ReturnType<typeof openTestShop>>;

beforeAll(async () => {
  store = await startStore();
  world = await openTestShop();
});
afterAll(async () => {
  await store.close();
  await world.close();
});

const all: Record<string, (shop: ReturnType<(typeof world)['shop']>) => Service[]> = {
  2: services2,
  3: services3,
  4: services4,
};

function ordersOn(release: string): Service {
  const orders = all[release]?.(world.shop(release)).find(({ name }) => name === 'orders');
  if (orders) return orders;
  throw new Error(`Release ${release} takes no orders`);
}

/** An order that is parked on the one release after so many outcomes, if it has not ended by then, and ends on the other. */
async function moved(from: string, to: string, after: number) {
  const request = anOrder({ order: `${from}-${to}-${after}`, seconds: 2, coolingOffSeconds: 0 });
  const [before, then] = [ordersOn(from), ordersOn(to)];
  const first = startOwner(store.table, [before], {
    onWritten: ({ id, outcomes }) => {
      if (outcomes.length >= after) first.owned.run(id)?.park();
    },
    elsewhere: () => [nodeOf(then)],
  });
  const run = await first.begin(before, request);
  const parked = (await run.ended).kind === 'parked';
  const second = startOwner(store.table, [then]);
  const result = await resultOf(parked ? await second.claim(run.id) : run);
  const accepted = {
    service: 'orders',
    request,
    result: result.ok ? (result.value as { release: string }) : { release: 'none' },
  } satisfies Accepted;
  const effects = world.ledger.effects().filter(({ order }) => order === request.order);
  return { parked, result, violations: checkLedger([accepted], effects), effects };
}

test.each([
  ['2', '3'],
  ['3', '2'],
])('an order of release %s goes on on release %s after whichever step', async (from, to) => {
  let after = 1;
  for (; ; after++) {
    const { parked, result, violations, effects } = await moved(from, to, after);
    expect({ after, violations }).toEqual({ after, violations: [] });
    expect(result).toMatchObject({ ok: true, value: { cents: 9_910, points: 99 } });
    if (!parked) break;
    expect(new Set(effects.map(({ release }) => release))).toEqual(new Set([from, to]));
  }
  expect(after).toBeGreaterThan(8);
});

test('the list of releases says which others each goes on with, as its services do', () => {
  for (const release of Object.keys(all)) {
    const [, ...reads] = ordersOn(release).reads;
    expect(releases[release as '2'].reads).toEqual(reads);
  }
});
