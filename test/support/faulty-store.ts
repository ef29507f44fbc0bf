import type { ActiveFault, DynamoDb, Fault } from '../../local/dynamodb';

/** What goes wrong with a store that is having a bad day, and with what share of its requests. */
const faults: { fault: Fault; share: number }[] = [
  { fault: { kind: 'delay', ms: 150 }, share: 0.05 },
  { fault: { kind: 'duplicate', when: 'at-once' }, share: 0.05 },
  { fault: { kind: 'duplicate', when: 'after-next-commit' }, share: 0.05 },
  { fault: { kind: 'drop-request' }, share: 0.03 },
  { fault: { kind: 'drop-answer' }, share: 0.03 },
  { fault: { kind: 'throttle' }, share: 0.03 },
];

/** Has the store strike requests at random, by a seed. Returns the faults, in the order above. */
export function makeFaulty({ faults: rules }: DynamoDb, seed: number): ActiveFault[] {
  const random = seeded(seed);
  return faults.map(({ fault, share }) => rules.add({ match: () => random() < share, fault }));
}

/** mulberry32: the same numbers from 0 to 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
