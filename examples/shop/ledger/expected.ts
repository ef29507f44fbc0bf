import { planFulfilment } from '../domain/plan';
import type { Order } from '../domain/requests';

/** Steps in the order in which they must stand in the ledger. Steps of different chains may stand in any order. */
export type Chain = readonly string[];

/**
 * What must stand in the ledger for an order that was finished on `finishingRelease`: each step that is in any of
 * the chains exactly once, and each chain in its order.
 */
export function expectedSteps(order: Order, finishingRelease: string): Chain[] {
  const { warehouse, courier } = planFulfilment(order);
  const points = finishingRelease === '1' ? [] : ['credit-points'];
  return [
    ['price', 'charge', 'ship', 'notify', ...points],
    ...order.lines.map((_, i) => ['price', `reserve-${i + 1}`, 'charge']),
    ['price', 'screen', 'charge'],
    ['charge', ...warehouse, 'ship'],
    ['charge', ...courier, 'ship'],
  ];
}

/** What must stand in the ledger for a quote, on any release. */
export const expectedQuoteSteps = (): Chain[] => [['note']];
