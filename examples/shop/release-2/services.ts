import { type Service, service } from '../../../runtime';
import type { Shop } from '../domain/shop';
import { quotesSavedAfter } from '../serve';
import { giveQuote } from './give-quote';
import { placeOrder } from './place-order';

/** Orders and quotes as release 2 takes them. `reads`: the versions whose orders and quotes it can go on with. */
export const services = (shop: Shop, reads = ['1']): Service[] => [
  service({
    name: 'quotes',
    version: '2',
    reads,
    checkpointAfter: quotesSavedAfter,
    handler: giveQuote(shop),
  }),
  service({ name: 'orders', version: '2', reads, handler: placeOrder(shop) }),
];
