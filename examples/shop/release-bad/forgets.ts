import { type Service, service } from '../../../runtime';
import type { Handler } from '../domain/context';
import { orderDesk } from '../domain/order-desk';
import { coolingOffMs } from '../domain/plan';
import { parseOrder } from '../domain/requests';
import { openShop, type Shop } from '../domain/shop';
import { services } from '../release-2/services';
import { serve } from '../serve';

/**
 * It keeps a price with its currency, as release 3 does, and has no translator for those that release 1 has kept without.
 * Each step is in its place, so that a replay comes through; the parcel's label, which nothing is recorded of, does not.
 */
const placeOrder =
  (shop: Shop): Handler =>
  async (ctx, input) => {
    const order = parseOrder(input);
    const desk = orderDesk(shop, ctx, order);

    const { cents, currency } = await desk.priceIn('EUR');
    await Promise.all([desk.reserveStock(), desk.screenForFraud()]);
    const payment = await desk.charge();
    await ctx.wait('cooling-off', coolingOffMs(order));
    await Promise.all([desk.prepareParcel(), desk.bringVan()]);
    const label = `${cents} ${currency.toUpperCase()}`;
    const tracking = await desk.ship();
    await desk.notify();
    return { order: order.order, release: shop.release, cents, payment, tracking, label };
  };

const orders = (shop: Shop): Service =>
  service({ name: 'orders', version: '2', reads: ['1'], handler: placeOrder(shop) });

void openShop('2').then((shop) => {
  const [quotes] = services(shop);
  return serve([...(quotes ? [quotes] : []), orders(shop)]);
});
