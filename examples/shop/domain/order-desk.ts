import type { Json } from '../../../core/json';
import type { Context } from './context';
import { deedsFor } from './deed';
import { planFulfilment, workMs } from './plan';
import type { Order } from './requests';
import type { Shop } from './shop';

/** All that can be done for one order, in any release. Each release says what is done, and in which order. */
export function orderDesk(shop: Shop, ctx: Context, order: Order) {
  const deed = deedsFor(shop, order.order);
  const work =
    <T extends Json>(ms: number, result: T) =>
    async (signal: AbortSignal) => {
      await shop.clock.sleep(ms, signal);
      return result;
    };
  const fulfilment = planFulfilment(order);
  const oneByOne = async (branch: Context, steps: string[]) => {
    for (const step of steps) await deed(branch, step, work(fulfilment.stepMs, null));
  };

  return {
    /** The order's total in cents. */
    price: () => deed(ctx, 'price', (signal) => totalOf(order, shop, signal)),

    /** The order's total, as release 3 keeps it. */
    priceIn: (currency: string) =>
      deed(ctx, 'price', async (signal) => ({
        cents: await totalOf(order, shop, signal),
        currency,
      })),

    /** Every line at once, each on a branch of its own. */
    reserveStock: () =>
      Promise.all(
        order.lines.map((_, i) =>
          ctx.branch(`line-${i + 1}`, (branch) =>
            deed(branch, `reserve-${i + 1}`, work(workMs.reserve, null)),
          ),
        ),
      ),

    screenForFraud: () =>
      ctx.branch('fraud', (branch) => deed(branch, 'screen', work(workMs.screen, null))),

    checkAddress: () => deed(ctx, 'check-address', work(workMs.checkAddress, null)),

    /** The payment's reference. */
    charge: () => deed(ctx, 'charge', work(workMs.charge, `PAY-${order.order}`)),

    /** The payment, as release 3 keeps it. */
    takePayment: () =>
      deed(
        ctx,
        'take-payment',
        work(workMs.charge, { reference: `PAY-${order.order}`, method: 'card' }),
      ),

    /** The first half of a payment: the money is reserved. */
    authorise: () => deed(ctx, 'authorise', work(workMs.charge, `PAY-${order.order}`)),

    /** The second: it is taken. */
    capture: () => deed(ctx, 'capture', work(workMs.capture, null)),

    prepareParcel: () =>
      ctx.branch('warehouse', (branch) => oneByOne(branch, fulfilment.warehouse)),

    bringVan: () => ctx.branch('courier', (branch) => oneByOne(branch, fulfilment.courier)),

    /** The parcel's tracking number. */
    ship: () => deed(ctx, 'ship', work(workMs.ship, `TRK-${order.order}`)),

    notify: () => deed(ctx, 'notify', work(workMs.notify, null)),

    /** The points credited. */
    creditPoints: (cents: number) =>
      deed(ctx, 'credit-points', work(workMs.credit, pointsFor(cents))),
  };
}

/** Loyalty points: one for each full 100 cents. */
export const pointsFor = (cents: number) => Math.floor(cents / 100);

async function totalOf(order: Order, { catalog }: Shop, signal: AbortSignal): Promise<number> {
  const cents = await Promise.all(
    order.lines.map(async ({ sku, quantity }) => quantity * (await catalog.price(sku, signal))),
  );
  return cents.reduce((total, line) => total + line, 0);
}
