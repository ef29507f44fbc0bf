import { openShop } from '../domain/shop';
import { services } from '../release-2/services';
import { serve } from '../serve';

// Healthy, and answers slowly: each price takes it three seconds.

const TAKES_MS = 3_000;

void openShop('2').then((shop) =>
  serve(
    services({
      ...shop,
      catalog: {
        async price(sku, signal) {
          await shop.clock.sleep(TAKES_MS, signal);
          return shop.catalog.price(sku, signal);
        },
      },
    }),
  ),
);
