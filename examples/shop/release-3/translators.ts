import { changed, inserted, removed, renamed, translator } from '../../../runtime';

/** Release 2 has one step more than release 1, the last. */
export const fromRelease1 = translator({
  from: '1',
  to: '2',
  differences: [inserted('credit-points', { before: [], result: () => null })],
});

/** What release 3 does otherwise than release 2 with an order. */
export const fromRelease2 = translator({
  from: '2',
  to: '3',
  differences: [
    changed('price', {
      up: (cents: number) => ({ cents, currency: 'EUR' }),
      down: ({ cents }) => cents,
    }),
    renamed('charge', 'take-payment'),
    changed('take-payment', {
      up: (reference: string) => ({ reference, method: 'card' }),
      down: ({ reference }) => reference,
    }),
    // Whether a screening that was cut off has come to its end makes no difference to an order.
    removed('fraud/screen', {
      before: ['take-payment'],
      result: () => null,
      cutOff: 'forget',
    }),
    inserted('check-address', { before: ['take-payment'], result: () => null }),
  ],
});

/** Quotes are what they were. */
export const unchanged = translator({ from: '2', to: '3', differences: [] });
