import { planFulfilment } from '../domain/plan';
import type { ExpectedSteps } from '../ledger/chain';

export const expectedSteps: ExpectedSteps = (order) => {
  const { warehouse, courier } = planFulfilment(order);
  return [
    ['price', 'charge', 'ship', 'notify'],
    ...order.lines.map((_, i) => ['price', `reserve-${i + 1}`, 'charge']),
    ['price', 'screen', 'charge'],
    ['charge', ...warehouse, 'ship'],
    ['charge', ...courier, 'ship'],
  ];
};
