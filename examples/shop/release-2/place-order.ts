import type { Handler } from '../domain/context';
import { orderDesk } from '../domain/order-desk';
import { coolingOffMs } from '../domain/plan';
import { parseOrder } from '../domain/requests';
import type { Shop } from '../domain/shop';

/**
 * From an order to a parcel on its way, and to the customer's loyalty points: new in release 2. The new step stands
 * at the end, so that an order begun on release 1 meets the steps it has recorded, and gets its points as well.
 */
export const placeOrder =
  (shop: Shop): Handler =>
  async (ctx, input) => {
    const order = parseOrder(input);
    const desk = orderDesk(shop, ctx, order);

    const cents = await desk.price();
    await Promise.all([desk.reserveStock(), desk.screenForFraud()]);
    const payment = await desk.charge();
    await ctx.wait('cooling-off', coolingOffMs(order));
    await Promise.all([desk.prepareParcel(), desk.bringVan()]);
    const tracking = await desk.ship();
    await desk.notify();
    const points = await desk.creditPoints(cents);

    return { order: order.order, release: shop.release, cents, payment, tracking, points };
  };
