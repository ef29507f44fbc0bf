import type { ExpectedSteps } from '../ledger/chain';
import { paidFor } from '../ledger/paid-for';

/** Whatever an order was begun on, it gets its points. */
export const expectedSteps: ExpectedSteps = (order, done) => [
  ...paidFor(order, done, 'charge'),
  ['notify', 'credit-points'],
];
