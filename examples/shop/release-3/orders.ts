import { openShop } from '../domain/shop';
import { serve } from '../serve';
import { services } from './services';

// Release 3 of the component `orders`: what its container runs.
void openShop('3').then((shop) => serve(services(shop)));
