import { receiptText } from '../../../cli/render/receipts';
import type { Move } from '../../../core/receipt';

const move: Move = {
  epoch: 3,
  how: 'parked',
  from: { node: 'a', instance: 'first', release: 'shop-first:3' },
  to: { node: 'b', instance: 'second' },
  versions: { from: '1', to: '2' },
  translated: true,
  after: 'charge',
  parkedAt: Date.parse('2026-11-24T17:00:00Z'),
  claimedAt: Date.parse('2026-11-24T17:00:00.400Z'),
  resumedAt: Date.parse('2026-11-24T17:00:00.700Z'),
};

test('a move is told in a line: from where to where, after what, when, and in which words', () => {
  expect(receiptText(move)).toBe(
    'move 2: parked by first (shop-first:3, node a) at 2026-11-24 17:00:00 UTC, after charge, claimed by second (node b) 0.4 s later, version 1 to 2 (translated), resumed 0.3 s later',
  );
});

test('a takeover says that nobody had parked it, and a stay that nobody else reads it', () => {
  const { parkedAt, ...unparked } = move;
  expect(receiptText({ ...unparked, how: 'takeover' })).toMatch(
    /from first \(.*\), which ended without parking it, .* taken over by second \(node b\) at 2026/,
  );
  const stays = { ...move, how: 'stays' as const, claimedAt: (parkedAt ?? 0) - 5 };
  expect(receiptText(stays)).toMatch(/kept to its end by second \(node b\) 0\.0 s later/);
});

test('a move without a receipt is told too', () => {
  expect(receiptText({ epoch: 4, missing: 'none' })).toBe(
    'move 3: no receipt; its node ended before it had written one',
  );
  expect(receiptText({ epoch: 4, missing: 'due' })).toBe('move 3: no receipt yet');
});
