import { type Service, service } from '../../../runtime';
import type { Shop } from '../domain/shop';
import { giveQuote } from '../release-2/give-quote';
import { quotesSavedAfter } from '../serve';
import { placeOrder } from './place-order';

/** Orders and quotes as release 4 takes them. It cannot go on with any that it has not begun. */
export const services = (shop: Shop): Service[] => [
  service({
    name: 'quotes',
    version: '4',
    checkpointAfter: quotesSavedAfter,
    handler: giveQuote(shop),
  }),
  service({ name: 'orders', version: '4', handler: placeOrder(shop) }),
];
