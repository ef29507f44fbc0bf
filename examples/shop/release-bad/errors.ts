import { openShop } from '../domain/shop';
import { services } from '../release-2/services';
import { serve } from '../serve';

// Healthy, and answers every new request with 500: it finds no price, for nothing.

class PriceUnknown extends Error {
  override readonly name = 'PriceUnknown';
}

void openShop('2').then((shop) =>
  serve(
    services({
      ...shop,
      catalog: {
        price: (sku) => Promise.reject(new PriceUnknown(`No price is known for ${sku}.`)),
      },
    }),
  ),
);
