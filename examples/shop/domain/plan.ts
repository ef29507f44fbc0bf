import type { Order } from './requests';

/** What the customer is given to change their mind, once the payment is safe. */
export const coolingOffMs = ({ coolingOffSeconds }: Order): number => coolingOffSeconds * 1_000;

/** After which the customer may change their mind; it has another name in each of these releases. */
export const paymentSteps = ['charge', 'take-payment', 'authorise'];

/** How long the work of each step takes, in milliseconds. None takes more than a second: a drain waits for it. */
export const workMs = {
  reserve: 100,
  screen: 150,
  checkAddress: 100,
  charge: 150,
  capture: 50,
  ship: 100,
  notify: 50,
  credit: 50,
};

/** What an order takes beside its fulfilment and the customer's time. */
const otherMs = 500;

/** The two sides of fulfilling an order, each step in its turn. Both sides go on at once. */
export interface FulfilmentPlan {
  warehouse: string[];
  courier: string[];
  /** How long the work of each of these steps takes. At most 1,000. */
  stepMs: number;
}

/** As many steps of up to a second as fill the order's `seconds`; three on each side at least. */
export function planFulfilment(order: Order): FulfilmentPlan {
  const ms = Math.max(0, order.seconds * 1_000 - coolingOffMs(order) - otherMs);
  const steps = Math.max(3, Math.ceil(ms / 1_000));
  const numbered = (name: string) =>
    Array.from({ length: steps - 2 }, (_, i) => `${name}-${i + 1}`);
  return {
    warehouse: [...numbered('pick'), 'pack', 'label'],
    courier: ['book-van', ...numbered('drive'), 'arrive'],
    stepMs: ms / steps,
  };
}
