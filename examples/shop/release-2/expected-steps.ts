import type { ExpectedSteps } from '../ledger/chain';
import { expectedSteps as asOnRelease1 } from '../release-1/expected-steps';

/** Whatever an order was begun on, it gets its points. */
export const expectedSteps: ExpectedSteps = (order, begunOn) => [
  ...asOnRelease1(order, begunOn),
  ['notify', 'credit-points'],
];
