import { planFulfilment } from '../domain/plan';
import type { ExpectedSteps } from '../ledger/chain';

/** It has begun whatever it finishes. */
export const expectedSteps: ExpectedSteps = (order) => {
  const { warehouse, courier } = planFulfilment(order);
  return [
    ['price', 'authorise', 'ship', 'capture', 'notify', 'credit-points'],
    ...order.lines.map((_, i) => ['price', `reserve-${i + 1}`, 'authorise']),
    ['price', 'check-address', 'authorise'],
    ['authorise', ...warehouse, 'ship'],
    ['authorise', ...courier, 'ship'],
  ];
};
