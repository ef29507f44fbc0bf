import {
  type Difference,
  type Service,
  inserted,
  removed,
  renamed,
  service,
  translator,
} from '../../../../runtime';

// A step's key is made of its first name. No two steps of one execution may come to have the same.

const supplied = { before: ['end'], result: () => null };

/** A service whose versions differ so from the ones before. */
const along = (...chain: Difference[][]): Service =>
  service({
    name: 'orders',
    version: String(chain.length),
    translators: chain.map((differences, version) =>
      translator({ from: String(version), to: String(version + 1), differences }),
    ),
    handler: () => null,
  });

test.each<[what: string, path: string, chain: Difference[][]]>([
  ['removed', 'a', [[removed('a', supplied)], [inserted('a', supplied)]]],
  ['renamed', 'a', [[renamed('a', 'b')], [inserted('a', supplied)]]],
  ['in a renamed branch', 'in/a', [[renamed('in', 'out')], [inserted('in/a', supplied)]]],
  ['removed, then one renamed so', 'a', [[removed('a', supplied)], [], [renamed('b', 'a')]]],
  [
    'removed from a branch that is then renamed',
    'out/a',
    [[removed('in/a', supplied)], [renamed('in', 'out')], [inserted('out/a', supplied)]],
  ],
])('a name that was %s is not given to another step, some versions later', (_, path, chain) => {
  expect(() => along(...chain)).toThrow(`add ${path} where another ${path} was dropped`);
});

test.each<[what: string, chain: Difference[][]]>([
  ['renamed again and again', [[renamed('a', 'b')], [renamed('b', 'c')], [renamed('c', 'a')]]],
  ['inserted in a renamed branch', [[renamed('in', 'out')], [inserted('out/a', supplied)]]],
  ['in another branch', [[removed('in/a', supplied)], [inserted('out/a', supplied)]]],
])('a step may be %s', (_, chain) => {
  expect(along(...chain).version).toBe(String(chain.length));
});

test('a service tells what only it has, as it is named there', () => {
  const it = along(
    [inserted('in/a', supplied), inserted('b', supplied)],
    [renamed('in', 'out'), removed('b', supplied)],
  );
  expect(new Set(it.added)).toEqual(new Set(['out/a']));
});
