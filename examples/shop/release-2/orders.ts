import { service, startNode } from '../../../runtime';
import { listenSettings } from '../domain/settings';
import { openShop } from '../domain/shop';
import { startHttpServer } from '../http-server';
import { giveQuote } from './give-quote';
import { placeOrder } from './place-order';

// Release 2 of the component `orders`: what its container runs.
async function main(): Promise<void> {
  const shop = await openShop('2');
  const node = await startNode({
    slot: shop.task,
    services: [
      service({
        name: 'quotes',
        version: '2',
        reads: ['1'],
        // A quote is over in a moment: only one that hangs is worth saving.
        checkpointAfter: 5_000,
        handler: giveQuote(shop),
      }),
      service({
        name: 'orders',
        version: '2',
        reads: ['1'],
        handler: placeOrder(shop),
      }),
    ],
  });
  const server = await startHttpServer(
    (request, response) => node.handler(request, response),
    listenSettings(),
  );
  // Moves what is half done to other nodes, then ends.
  process.once('SIGTERM', () => void node.stop().then(() => server.finish()));
}

void main();
