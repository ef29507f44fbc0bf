import { openShop } from '../domain/shop';
import { services } from '../release-2/services';
import { serve } from '../serve';

// Works, and cannot read what release 1 has saved; it says so.
void openShop('2').then((shop) => serve(services(shop, [])));
