import { judge } from '../../../model/judge';

const through = 'State-vector 60 byte, depth reached 66, errors: 0\n     6965 states, stored\n';
const violated =
  'pan:1: assertion violated (finished||sealed) (at depth 47)\nState-vector 60 byte, depth reached 66, errors: 1\n 42 states, stored\n';

test('what went through every state without an error holds', () => {
  const verdict = judge({ expected: 'holds' }, { output: through, finished: true });
  expect(verdict).toEqual({ good: true, found: 'holds', states: 6965 });
});

test.each([
  { output: through, finished: false },
  { output: `error: max search depth too small\n${through}`, finished: true },
  { output: `pan: reached -DMEMLIM bound\n${through}`, finished: true },
  { output: `Warning: Search not completed\n${through}`, finished: true },
  { output: '', finished: true },
])('what was cut off shows nothing, whatever was expected: %j', (checked) => {
  expect(judge({ expected: 'holds' }, checked).good).toBe(false);
  expect(judge({ expected: 'caught' }, checked).good).toBe(false);
});

test('an error is a failure of what should hold, and what a seeded bug is there for', () => {
  const checked = { output: violated, finished: true };
  expect(judge({ expected: 'holds' }, checked).good).toBe(false);
  expect(judge({ expected: 'ends' }, checked).good).toBe(false);
  expect(judge({ expected: 'caught' }, checked)).toEqual({
    good: true,
    found: 'caught: (finished||sealed)',
    states: 42,
  });
});

test('a seeded bug that is not caught is a failure', () => {
  expect(judge({ expected: 'caught' }, { output: through, finished: true }).good).toBe(false);
});
