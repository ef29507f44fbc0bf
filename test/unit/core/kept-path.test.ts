import { into, intoStep, parseKeptPath, waysOf } from '../../../core/kept-path';

const waysFrom = (text: string) => {
  const path = parseKeptPath(text);
  if (!path) throw new Error(`${text} is no path`);
  return waysOf([path]);
};

test.each(['', '.', 'input.', '.input', 'input..sku', 'input.s*', 'price.**', 'price\\'])(
  'what is no path is refused: %j',
  (text) => {
    expect(parseKeptPath(text)).toBeUndefined();
  },
);

test('a path leads by its words, a star by any', () => {
  const lines = into(into(waysFrom('input.lines.*.sku'), 'input'), 'lines');
  expect(into(into(lines, '7'), 'sku')).toMatchObject([{ words: [] }]);
  expect(into(into(lines, '7'), 'name')).toEqual([]);
});

test('a step without its numbers is each time that it was met, with them the one', () => {
  for (const id of ['parcel/pack', 'parcel#2/pack#3']) {
    expect(intoStep(waysFrom('parcel/pack'), id)).toHaveLength(1);
    expect(intoStep(waysFrom('*'), id)).toHaveLength(1);
  }
  expect(intoStep(waysFrom('parcel#2/pack'), 'parcel#2/pack')).toHaveLength(1);
  expect(intoStep(waysFrom('parcel#2/pack'), 'parcel/pack')).toEqual([]);
});

test('input is never a step', () => {
  expect(intoStep(waysFrom('input'), 'input')).toEqual([]);
});

test('a backslash has dots, stars and backslashes taken for what they are', () => {
  expect(intoStep(waysFrom('v1\\.2 \\*\\\\'), 'v1.2 *\\')).toHaveLength(1);
  expect(into(waysFrom('\\*'), 'anything')).toEqual([]);
});
