import { type Service, service } from '../../../runtime';
import type { Shop } from '../domain/shop';
import { giveQuote } from '../release-2/give-quote';
import { quotesSavedAfter } from '../serve';
import { placeOrder } from './place-order';
import { fromRelease1, fromRelease2, unchanged } from './translators';

/** Orders and quotes as release 3 takes them. It goes on with those of earlier releases, and leaves its own to them. */
export const services = (shop: Shop): Service[] => [
  service({
    name: 'quotes',
    version: '3',
    translators: [fromRelease1, unchanged],
    checkpointAfter: quotesSavedAfter,
    handler: giveQuote(shop),
  }),
  service({
    name: 'orders',
    version: '3',
    translators: [fromRelease1, fromRelease2],
    handler: placeOrder(shop),
  }),
];
