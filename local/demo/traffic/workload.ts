import type { Sent } from '../evidence';

const skus = [
  'coffee-beans',
  'coffee-grinder',
  'espresso-cups',
  'kettle',
  'paper-filters',
  'scale',
];
const pick = (number: number): string => skus[number % skus.length] ?? 'kettle';

/** A short request. */
export const quote = (number: number, dueAt: number): Sent => ({
  service: 'quotes',
  id: `quote-${number}`,
  dueAt,
  request: {
    quote: `quote-${number}`,
    customer: `customer-${number % 50}`,
    sku: pick(number),
    quantity: 1 + (number % 5),
  },
});

/** A long one, of one to three lines. */
export const order = (number: number, dueAt: number, seconds: number): Sent => ({
  service: 'orders',
  id: `order-${number}`,
  dueAt,
  request: {
    order: `order-${number}`,
    customer: `customer-${number % 50}`,
    lines: Array.from({ length: 1 + (number % 3) }, (_, line) => ({
      sku: pick(number + line),
      quantity: 1 + line,
    })),
    seconds,
    coolingOffSeconds: isUndecided(number) ? seconds / 2 : 1,
  },
});

/** Every seventh customer is given a long time to change their mind: their order waits, owned by nobody once it is moved. */
const isUndecided = (number: number): boolean => number % 7 === 0;

/** Every third client of an order would rather poll than wait on its connection. */
export const wouldPoll = (number: number): boolean => number % 3 === 0;
