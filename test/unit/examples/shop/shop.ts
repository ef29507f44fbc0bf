import type { Clock } from '../../../../core/clock';
import { startCatalog } from '../../../../examples/shop/catalog/server';
import { catalogClient } from '../../../../examples/shop/domain/catalog-client';
import { ledgerClient } from '../../../../examples/shop/domain/ledger-client';
import type { Order } from '../../../../examples/shop/domain/requests';
import type { Shop } from '../../../../examples/shop/domain/shop';
import { startLedger } from '../../../../examples/shop/ledger';

/** On which work takes no time. */
export const hurriedClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: () => Promise.resolve(),
};

/** Release → the shop, with the real catalog and the real ledger, on a clock on which work takes no time. */
export async function openTestShop() {
  const catalog = await startCatalog();
  const ledger = await startLedger();
  const shop = (release: string): Shop => ({
    release,
    instance: 'first',
    task: 'task-1',
    catalog: catalogClient(catalog.url, hurriedClock),
    postEffect: ledgerClient(ledger.url),
    clock: hurriedClock,
  });
  const close = () => Promise.all([catalog.close(), ledger.close()]);
  return { shop, ledger, close };
}

export const anOrder = (changes: Partial<Order> = {}): Order => ({
  order: 'O-1',
  customer: 'Ada',
  lines: [
    { sku: 'kettle', quantity: 1 },
    { sku: 'paper-filters', quantity: 3 },
  ],
  seconds: 5,
  coolingOffSeconds: 1,
  ...changes,
});
