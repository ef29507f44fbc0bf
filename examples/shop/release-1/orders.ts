import { service } from '../../../runtime';
import { openShop } from '../domain/shop';
import { quotesSavedAfter, serve } from '../serve';
import { giveQuote } from './give-quote';
import { placeOrder } from './place-order';

// Release 1 of the component `orders`: what its container runs.
void openShop('1').then((shop) =>
  serve([
    service({
      name: 'quotes',
      version: '1',
      checkpointAfter: quotesSavedAfter,
      handler: giveQuote(shop),
    }),
    service({ name: 'orders', version: '1', handler: placeOrder(shop) }),
  ]),
);
