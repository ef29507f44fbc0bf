import type { Handler } from '../domain/context';
import { orderDesk } from '../domain/order-desk';
import { coolingOffMs } from '../domain/plan';
import { parseOrder } from '../domain/requests';
import type { Shop } from '../domain/shop';

/** From an order to a parcel on its way. */
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

    return { order: order.order, release: shop.release, cents, payment, tracking };
  };
