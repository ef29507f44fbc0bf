import { openShop } from '../domain/shop';
import { serve } from '../serve';
import { services } from './services';

// Release 2 of the component `orders`: what its container runs.
void openShop('2').then((shop) => serve(services(shop)));
