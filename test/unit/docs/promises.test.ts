import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelRuns } from '../../../model/runs';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/promises.md'), 'utf8');

/** Promise → what stands in its row, column by column. */
const rows = [...page.matchAll(/^\| (\w\d) +\|(.*)\|(.*)\|(.*)\|$/gm)].map(
  ([, promise = '', ...columns]) => ({
    promise,
    named: columns.map((column) => [...column.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
  }),
);
const promises = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'L1', 'L2'];

test('docs/promises.md has a row for every promise, with something of each kind', () => {
  expect(rows.map(({ promise }) => promise)).toEqual(promises);
  expect(rows.flatMap(({ named }) => named.filter((names) => names.length === 0))).toEqual([]);
});

test.each(rows)('what it names for $promise by model is checked, and shows it', (row) => {
  const { promise, named } = row;
  const shown = modelRuns.filter(({ shows }) => shows.some((each) => each === promise));
  const models = shown.filter(({ expected }) => expected === 'holds').map(({ model }) => model);
  const bugs = shown.filter(({ expected }) => expected === 'caught').map(({ name }) => name);
  const [names = []] = named;
  expect(names.filter((name) => !name.includes('/'))).toEqual([...new Set(models)]);
  expect(bugs).toEqual(expect.arrayContaining(names.filter((name) => name.includes('/'))));
});

test.each(rows)('the tests that it names for $promise are there', ({ named: [, ...tests] }) => {
  const missing = tests.flat().filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('a seeded bug is in its model, and told of in the model’s head', () => {
  const untold = modelRuns.filter(({ model, defines, expected }) => {
    const text = readFileSync(join(root, `model/${model}.pml`), 'utf8');
    const [head = ''] = text.split('*/');
    const bug = defines.at(-1) ?? '';
    return expected === 'caught' && !(head.includes(bug) && text.match(`#ifn?def ${bug}\\b`));
  });
  expect(untold.map(({ name }) => name)).toEqual([]);
});
