import type { Recorded } from '../../../../core/recorded';
import { firstNameOf } from '../../../../core/recorded';
import {
  type Translator,
  changed,
  removed,
  renamed,
  service,
  translator,
} from '../../../../runtime';
import { passagesTo } from '../../../../runtime/translation/passages';

const renaming = (from: string, to: string, before: string, after: string): Translator =>
  translator({ from, to, differences: [renamed(before, after)] });

const chain = [
  renaming('1', '2', 'a', 'b'),
  renaming('2', '3', 'b', 'c'),
  renaming('3', '4', 'c', 'd'),
];

const recorded = (id: string): Recorded => ({
  input: null,
  outcomes: [{ kind: 'step', id, result: { ok: true, value: null } }],
  renamings: [],
});

test('a version is come to from all others, up and down, over those in between', () => {
  const ways = passagesTo('orders', '2', chain);
  const translated = ways.map((way) => [
    way.from,
    way.translate(recorded({ 1: 'a', 3: 'c', 4: 'd' }[way.from] ?? '')).outcomes[0]?.id,
  ]);
  expect(translated).toEqual([
    ['1', 'b'],
    ['3', 'b'],
    ['4', 'b'],
  ]);
});

test('the way back undoes the way, and the renamings with it', () => {
  const [first] = passagesTo('orders', '4', chain.slice(0, 3)).slice(-1);
  const up = first?.translate(recorded('a'));
  expect(up?.renamings).toHaveLength(3);
  expect(up && first?.reversed().translate(up)).toEqual(recorded('a'));
});

test('a step keeps the key of its first name on whatever way it comes', () => {
  const there = passagesTo('orders', '4', chain).find(({ from }) => from === '2');
  const up = there?.translate(recorded('b')).renamings ?? [];
  expect(firstNameOf('d#2', up)).toBe('b#2');
  expect(firstNameOf('other', up)).toBe('other');
});

test('a gap between translators is refused at start-up, by the versions that are cut off', () => {
  const gap = [renaming('1', '2', 'a', 'b'), renaming('3', '4', 'c', 'd')];
  expect(() =>
    service({ name: 'orders', version: '4', translators: gap, handler: () => 1 }),
  ).toThrow(/orders lead to version 4 from 4, 3, and not from 1, 2: there is a gap/);
});

test('two ways to one version are refused', () => {
  const two = [...chain, renaming('1', '4', 'a', 'd')];
  expect(() => passagesTo('orders', '4', two)).toThrow(/two ways/);
});

test('a version that is both read as it is and translated is refused', () => {
  const both = { name: 'orders', version: '2', reads: ['1'], translators: chain.slice(0, 1) };
  expect(() => service({ ...both, handler: () => 1 })).toThrow(
    /both reads and translates version 1/,
  );
});

test('a name that is dropped and given to another step is refused, for its idempotency key', () => {
  const supplied = { before: ['c'], result: () => null };
  const differences = [removed('a', supplied), renamed('b', 'a')];
  expect(() => translator({ from: '1', to: '2', differences })).toThrow(
    /drops a and adds another a/,
  );
});

test('what cannot be translated is told with its versions and the reason', () => {
  const refuses = changed('a', {
    up: () => {
      throw new Error('no price without its currency');
    },
    down: (value) => value,
  });
  const [way] = passagesTo('orders', '2', [
    translator({ from: '1', to: '2', differences: [refuses] }),
  ]);
  expect(() => way?.translate(recorded('a'))).toThrow(
    'Its record of version 1 cannot be translated to version 2: no price without its currency',
  );
});

test('a service tells which versions it reads, its own first, and whose cut-off steps it redoes', () => {
  const dropping = translator({
    from: '0',
    to: '1',
    differences: [removed('x', { before: ['a'], result: () => null })],
  });
  const it = service({
    name: 'orders',
    version: '2',
    reads: ['1b'],
    translators: [dropping, ...chain.slice(0, 1)],
    handler: () => 1,
  });
  expect(it.reads).toEqual(['2', '1b', '1', '0']);
  expect(it.redoes).toEqual(['1']);
});
