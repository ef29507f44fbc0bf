import { openShop } from '../domain/shop';
import { runPlain } from '../plain/run';
import { giveQuote } from './give-quote';
import { placeOrder } from './place-order';

// Release 2 of the component `orders` without Transship, for comparison.
void openShop('2').then((shop) => runPlain({ quotes: giveQuote(shop), orders: placeOrder(shop) }));
