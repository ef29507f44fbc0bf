import type { Handler } from '../domain/context';
import { pointsFor } from '../domain/order-desk';
import { quoteDesk } from '../domain/quote-desk';
import { parseQuote } from '../domain/requests';
import type { Shop } from '../domain/shop';

/** What so many of one thing would cost and, new in release 2, how many loyalty points they would bring. */
export const giveQuote =
  (shop: Shop): Handler =>
  async (ctx, input) => {
    const request = parseQuote(input);
    const desk = quoteDesk(shop, ctx, request);
    const cents = await desk.price();
    await desk.note();
    return { quote: request.quote, release: shop.release, cents, points: pointsFor(cents) };
  };
