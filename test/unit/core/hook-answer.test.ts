import { isHookDone } from '../../../core/hook-answer';

test('a hook is done when it says so, and is asked again when it says that it is not', () => {
  expect(isHookDone('beforeUpgrade', { hookStatus: 'SUCCEEDED' })).toBe(true);
  expect(isHookDone('beforeUpgrade', { hookStatus: 'IN_PROGRESS', callBackDelay: 30 })).toBe(false);
});

test.each([
  [{ hookStatus: 'FAILED', reason: 'the column is still read' }, 'the column is still read'],
  [{ hookStatus: 'FAILED' }, 'gave no reason'],
  [{ status: 'SUCCEEDED' }, 'answered something else'],
  [null, 'answered something else'],
  ['SUCCEEDED', 'answered something else'],
])('one that answers %j has failed, and it is said why', (answer, why) => {
  expect(() => isHookDone('afterInstance', answer)).toThrow(
    new RegExp(`^Hook afterInstance failed: .*${why}`),
  );
});

test('a reason does not grow the history without bound', () => {
  const endless = { hookStatus: 'FAILED', reason: 'x'.repeat(100_000) };
  expect(() => isHookDone('onRollBack', endless)).toThrow(/^.{1000,1100}$/);
});
