import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fixture, fixtureLines } from '../../../core/fixture';
import { readFixtures } from '../../../testing';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'fixtures-'))));
afterEach(() => rm(folder, { recursive: true }));

const one: Fixture = {
  service: 'orders',
  version: '1',
  input: null,
  outcomes: [
    { kind: 'step', id: 'price', result: { ok: true, value: null } },
    { kind: 'step', id: 'pay', result: { ok: false, error: { name: 'No', message: '' } } },
    { kind: 'begun', id: 'pause', until: 5 },
    { kind: 'wait', id: 'pause', until: 5, forgotten: true },
  ],
  renamings: [['pay', 'charge']],
};
const other: Fixture = { ...one, version: '2' };

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test.each([
  ['the lines that the command writes', 'a.jsonl', `${fixtureLines([one, other])}\n`, [':1', ':2']],
  [
    'the document that it writes with --json',
    'a.json',
    JSON.stringify({ found: 2, exported: 2, fixtures: [one, other] }),
    ['[0]', '[1]'],
  ],
  ['a list', 'a.json', JSON.stringify([one, other], null, 2), ['[0]', '[1]']],
])('%s are read, and each says where it was found', async (_, name, text, places) => {
  const file = await written(name, text);
  expect(await readFixtures(file)).toEqual([
    { ...one, at: `${file}${places[0]}` },
    { ...other, at: `${file}${places[1]}` },
  ]);
});

test('a folder is read with all that is below it, and nothing but fixtures', async () => {
  await mkdir(join(folder, 'b'));
  const first = await written('a.json', JSON.stringify(one, null, 2));
  const second = await written('b/c.jsonl', fixtureLines([other]));
  await written('README.md', 'What these are');
  const found = await readFixtures(folder);
  expect(found.map(({ at }) => at)).toEqual([first, `${second}:1`]);
});

const without = (part: Partial<Record<keyof Fixture, unknown>>) =>
  JSON.stringify({ ...one, ...part });
const [step, , begun] = one.outcomes;

test.each([
  ['that is not JSON', '{"service"', /:1 is not JSON: /],
  ['that is no object', '[]', /:1 is not a fixture: It is not an object\.$/],
  ['without a version', without({ version: undefined }), /: version is not a string\.$/],
  ['without an input', without({ input: undefined }), /: input is not there\.$/],
  ['of one outcome', without({ outcomes: step }), /: outcomes is not a list\.$/],
  [
    'with an outcome of no kind',
    without({ outcomes: [step, { kind: 'constructor' }] }),
    /: outcomes\[1\]\.kind is not "step", "begun" or "wait"\.$/,
  ],
  [
    'with a wait that has no end',
    without({ outcomes: [{ ...begun, until: 'later' }] }),
    /: outcomes\[0\]\.until is not a number\.$/,
  ],
  [
    'with a result that is neither',
    without({ outcomes: [{ ...step, result: { value: 1 } }] }),
    /: outcomes\[0\]\.result\.ok is not true\.$/,
  ],
  [
    'with a failure that has no name',
    without({ outcomes: [{ ...step, result: { ok: false, error: { message: 'no' } } }] }),
    /: outcomes\[0\]\.result\.error\.name is not a string\.$/,
  ],
  [
    'with a renaming of one name',
    without({ renamings: [['pay']] }),
    /: renamings\[0\] is not a name now and a name before\.$/,
  ],
])('a line %s is refused, with what is wrong where', async (_, line, expected) => {
  const file = await written('a.jsonl', line);
  const refused = readFixtures(file);
  await expect(refused).rejects.toMatchObject({ name: 'InvalidFixture' });
  await expect(refused).rejects.toThrow(file);
  await expect(refused).rejects.toThrow(expected);
});

test('a path at which there is nothing is refused, and so is a folder without fixtures', async () => {
  for (const path of [join(folder, 'none'), folder])
    await expect(readFixtures(path)).rejects.toMatchObject({
      name: 'InvalidFixture',
      message: expect.stringContaining(path) as string,
    });
});
