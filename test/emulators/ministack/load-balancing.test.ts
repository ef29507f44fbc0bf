import { loadBalancing } from '../platform/load-balancing';

loadBalancing('ministack', [
  // A forward action comes back without its target groups.
  'a listener tells its weights',
  'a rule tells its weights',
  'a listener takes weights',
  'a listener takes a weight of 0',
  'a rule takes weights',
  'a rule takes a weight of 0',
  'a change of weights changes nothing else of the actions',
]);
