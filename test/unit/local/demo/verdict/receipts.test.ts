import { countReceipts, receiptText } from '../../../../../local/demo/verdict/receipts';
import { smallRun } from '../small-run';

test('receipts are counted by what they say, and a translated move is the example', () => {
  const { example, ...counted } = countReceipts(smallRun());
  expect(counted).toEqual({ executions: 1, moves: 2, translated: 1, stayed: 0, takenOver: 0 });
  expect(example && receiptText(example)).toBe(
    'order-1: second (shop-second:1) → first (shop-first:2), after pick-1, version 1 to 2, translated, resumed 50 ms after its claim',
  );
});

test('where there are no receipts there is nothing to show', () => {
  expect(countReceipts({ receipts: {} })).toMatchObject({ moves: 0, example: undefined });
});
