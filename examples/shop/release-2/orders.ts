import { openShop } from '../domain/shop';
import { serve } from './serve';

// Release 2 of the component `orders`: what its container runs.
void openShop('2').then((shop) => serve(shop));
