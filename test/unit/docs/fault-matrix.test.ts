import { allScenarios } from '../../matrix/scenarios';
import { tables } from '../../matrix/table';
import { madeParts, squeezed } from './made';

/** The first two cells of each line of a table. */
const firstTwo = (table = '') => table.split('\n').map((line) => line.split('|').slice(1, 3));

test('docs/fault-matrix.md has every scenario once; if not, `npm run matrix -- --write`', () => {
  const rows = firstTwo(madeParts('fault-matrix.md').scenarios).slice(2);
  const scenarios = allScenarios().map(({ strikes: [{ state, fault }] }) => [
    ` ${state} `,
    ` ${fault} `,
  ]);
  expect(rows).toEqual(scenarios);
});

test('it says of the faults what the matrix does', () => {
  const { 'the faults': faults = '' } = tables([]);
  expect(madeParts('fault-matrix.md')['the faults']).toBe(squeezed(faults));
});
