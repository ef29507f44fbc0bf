import { service, startNode } from '../../../runtime';
import { listenSettings } from '../domain/settings';
import type { Shop } from '../domain/shop';
import { startHttpServer } from '../http-server';
import { giveQuote } from './give-quote';
import { placeOrder } from './place-order';

/**
 * Takes orders and quotes as release 2 does, until it is told to end. `reads`: the versions whose orders and quotes it can
 * go on with.
 */
export async function serve(shop: Shop, reads = ['1']): Promise<void> {
  const node = await startNode({
    slot: shop.task,
    services: [
      service({
        name: 'quotes',
        version: '2',
        reads,
        // A quote is over in a moment: only one that hangs is worth saving.
        checkpointAfter: 5_000,
        handler: giveQuote(shop),
      }),
      service({ name: 'orders', version: '2', reads, handler: placeOrder(shop) }),
    ],
  });
  const server = await startHttpServer(
    (request, response) => node.handler(request, response),
    listenSettings(),
  );
  // Moves what is half done to other nodes, then ends.
  process.once('SIGTERM', () => void node.stop().then(() => server.finish()));
}
