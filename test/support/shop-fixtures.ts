import { type Fixture, fixtureOf } from '../../core/fixture';
import { type KeptPath, parseKeptPath } from '../../core/kept-path';
import { redaction } from '../../core/redaction';
import type { Order } from '../../examples/shop/domain/requests';
import type { Shop } from '../../examples/shop/domain/shop';
import { giveQuote } from '../../examples/shop/release-1/give-quote';
import { placeOrder } from '../../examples/shop/release-1/place-order';
import { services as services2 } from '../../examples/shop/release-2/services';
import { services as services3 } from '../../examples/shop/release-3/services';
import { services as services4 } from '../../examples/shop/release-4/services';
import type { Json } from '../../core/json';
import { type Service, service } from '../../runtime';
import { anOrder, openTestShop } from '../unit/examples/shop/shop';
import { startOwner } from './owner';
import { startStore } from './store';

/** Release → what it serves. */
export const servicesOf: Record<string, (shop: Shop) => Service[]> = {
  1: (shop) => [
    service({ name: 'quotes', version: '1', handler: giveQuote(shop) }),
    service({ name: 'orders', version: '1', handler: placeOrder(shop) }),
  ],
  2: services2,
  3: services3,
  4: services4,
};

export function serviceOf(release: string, name: string, shop: Shop): Service {
  const found = servicesOf[release]?.(shop).find((each) => each.name === name);
  if (found) return found;
  throw new Error(`Release ${release} has no service ${name}`);
}

/** What is kept of the records of each release: what its translators, or those to it, go by. */
const kept: KeptPath[] = ['price.currency', 'take-payment.method'].flatMap(
  (text) => parseKeptPath(text) ?? [],
);

/** Orders that go through, with one line and with two, and one of what the shop does not sell; and quotes alike. */
const requests: [service: string, request: (order: string) => Order | Json][] = [
  ['orders', (order) => short({ order })],
  ['orders', (order) => short({ order, lines: [{ sku: 'kettle', quantity: 2 }] })],
  ['orders', (order) => short({ order, lines: [{ sku: 'unicorn', quantity: 1 }] })],
  ['quotes', (quote) => ({ quote, customer: 'Ada', sku: 'kettle', quantity: 2 })],
  ['quotes', (quote) => ({ quote, customer: 'Ada', sku: 'unicorn', quantity: 2 })],
];
const short = (changes: Partial<Order>) =>
  anOrder({ seconds: 1, coolingOffSeconds: 0, ...changes });

/** Runs a release of the shop, and exports what it has recorded as the command does. */
export async function recordShop(release: string): Promise<Fixture[]> {
  const [store, world] = [await startStore(), await openTestShop()];
  try {
    const shop = world.shop(release);
    const owner = startOwner(store.table, servicesOf[release]?.(shop) ?? []);
    const { redact } = redaction(kept);
    const fixtures: Fixture[] = [];
    for (const [index, [name, request]] of requests.entries()) {
      const input = request(`${release}-${index + 1}`);
      const run = await owner.begin(serviceOf(release, name, shop), input);
      await run.ended;
      const execution = await owner.store.read(run.id);
      const fixture = execution && fixtureOf(execution);
      if (fixture) fixtures.push(redact(fixture));
    }
    return fixtures;
  } finally {
    await world.close();
    await store.close();
  }
}
