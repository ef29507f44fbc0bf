import type { Context } from './context';
import { deedsFor } from './deed';
import type { QuoteRequest } from './requests';
import type { Shop } from './shop';

const writingMs = 20;

/** All that can be done for one quote, in any release. */
export function quoteDesk(shop: Shop, ctx: Context, request: QuoteRequest) {
  const deed = deedsFor(shop, request.quote);
  return {
    /** The total in cents. */
    price: () =>
      ctx.step('price', async ({ signal }) => {
        return request.quantity * (await shop.catalog.price(request.sku, signal));
      }),

    /** Puts down what was promised. */
    note: () =>
      deed(ctx, 'note', async (signal) => {
        await shop.clock.sleep(writingMs, signal);
        return null;
      }),
  };
}
