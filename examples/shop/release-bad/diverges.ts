import { type Service, service } from '../../../runtime';
import { openShop, type Shop } from '../domain/shop';
import { placeOrder } from '../release-3/place-order';
import { services } from '../release-2/services';
import { serve } from '../serve';

/** It says that it reads the orders of release 1, and asks for other steps: somebody has forgotten a translator. */
const orders = (shop: Shop): Service =>
  service({ name: 'orders', version: '2', reads: ['1'], handler: placeOrder(shop) });

void openShop('2').then((shop) => {
  const [quotes] = services(shop);
  return serve([...(quotes ? [quotes] : []), orders(shop)]);
});
