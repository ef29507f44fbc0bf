import { loadBalancing } from '../platform/load-balancing';

loadBalancing('moto', []);
