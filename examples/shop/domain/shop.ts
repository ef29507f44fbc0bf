import { type Clock, systemClock } from '../../../core/clock';
import { type Catalog, catalogClient } from './catalog-client';
import { ledgerClient, type PostEffect } from './ledger-client';
import { ordersSettings } from './settings';

/** What the handlers reach for: the other services, the time, and where and what this code is. */
export interface Shop {
  release: string;
  instance: string;
  task: string;
  catalog: Catalog;
  postEffect: PostEffect;
  clock: Clock;
}

/** The shop as this process's environment describes it. */
export async function openShop(release: string): Promise<Shop> {
  const { catalogUrl, ledgerUrl, instance, task } = await ordersSettings();
  return {
    release,
    instance,
    task,
    catalog: catalogClient(catalogUrl, systemClock),
    postEffect: ledgerClient(ledgerUrl),
    clock: systemClock,
  };
}
