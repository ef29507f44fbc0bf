import { planFulfilment } from '../domain/plan';
import type { Order } from '../domain/requests';
import type { Chain } from './chain';

/** Each way to take a payment in one step, and what the release that goes that way does first. */
const precaution = { charge: 'screen', 'take-payment': 'check-address' } as const;

export type Payment = keyof typeof precaution;

const payments = Object.keys(precaution) as Payment[];

/**
 * What every order comes to that is paid in one step. Whichever way it was paid, once, the precaution of the release that did
 * so was taken; that of another was, if the order had come so far there before it was moved. `payment`: of the release
 * that finished it, if there is none at all.
 */
export function paidFor(order: Order, done: ReadonlySet<string>, payment: Payment): Chain[] {
  const { warehouse, courier } = planFulfilment(order);
  const paid = payments.find((step) => done.has(step)) ?? payment;
  const moved = payments.filter((step) => step !== paid && done.has(precaution[step]));
  return [
    ['price', paid, 'ship', 'notify'],
    ...order.lines.map((_, i) => ['price', `reserve-${i + 1}`, paid]),
    ...[paid, ...moved].map((step) => ['price', precaution[step], paid]),
    [paid, ...warehouse, 'ship'],
    [paid, ...courier, 'ship'],
  ];
}
