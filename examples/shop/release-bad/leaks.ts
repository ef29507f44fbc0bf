import { openShop } from '../domain/shop';
import { services } from '../release-2/services';
import { serve } from '../serve';

// Healthy, and keeps something of every price, until it has more memory than its container may have and is killed.

const EACH_BYTES = 4 * 1024 * 1024;
const MOST_BYTES = 16 * EACH_BYTES;

const kept: Buffer[] = [];

void openShop('2').then((shop) =>
  serve(
    services({
      ...shop,
      catalog: {
        price(sku, signal) {
          kept.push(Buffer.alloc(EACH_BYTES, sku));
          // As the kernel does; a container on this machine has no limit of its own.
          if (kept.length * EACH_BYTES > MOST_BYTES) process.kill(process.pid, 'SIGKILL');
          return shop.catalog.price(sku, signal);
        },
      },
    }),
  ),
);
