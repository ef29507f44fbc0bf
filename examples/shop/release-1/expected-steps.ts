import type { ExpectedSteps } from '../ledger/chain';
import { paidFor } from '../ledger/paid-for';

export const expectedSteps: ExpectedSteps = (order, done) => paidFor(order, done, 'charge');
