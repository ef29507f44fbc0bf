import type { Handler } from '../domain/context';
import { orderDesk } from '../domain/order-desk';
import { coolingOffMs } from '../domain/plan';
import { parseOrder } from '../domain/requests';
import type { Shop } from '../domain/shop';

/**
 * From an order to a parcel on its way, as release 4 does it: money is reserved first, and taken once the parcel is on its
 * way. That is another course altogether: orders that were begun otherwise are finished as they were begun.
 */
export const placeOrder =
  (shop: Shop): Handler =>
  async (ctx, input) => {
    const order = parseOrder(input);
    const desk = orderDesk(shop, ctx, order);

    const { cents } = await desk.priceIn('EUR');
    await Promise.all([desk.reserveStock(), desk.checkAddress()]);
    const payment = await desk.authorise();
    await ctx.wait('cooling-off', coolingOffMs(order));
    await Promise.all([desk.prepareParcel(), desk.bringVan()]);
    const tracking = await desk.ship();
    await desk.capture();
    await desk.notify();
    const points = await desk.creditPoints(cents);

    return { order: order.order, release: shop.release, cents, payment, tracking, points };
  };
