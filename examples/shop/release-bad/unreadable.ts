import { openShop } from '../domain/shop';
import { serve } from '../release-2/serve';

// Works, and cannot read what release 1 has saved; it says so.
void openShop('2').then((shop) => serve(shop, []));
