import { openShop } from '../domain/shop';
import { runPlain } from '../plain/run';
import { giveQuote } from '../release-2/give-quote';
import { placeOrder } from './place-order';

// Release 4 of the component `orders` without Transship, for comparison. Quotes are as on release 2.
void openShop('4').then((shop) => runPlain({ quotes: giveQuote(shop), orders: placeOrder(shop) }));
