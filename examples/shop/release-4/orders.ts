import { openShop } from '../domain/shop';
import { serve } from '../serve';
import { services } from './services';

// Release 4 of the component `orders`: what its container runs.
void openShop('4').then((shop) => serve(services(shop)));
