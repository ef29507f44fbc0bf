import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseExisting, writeOutput } from '../../../cli/output-file';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'output-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const existing = expect.objectContaining({
  name: 'InvalidOption',
  message: expect.stringContaining('--force') as string,
}) as Error;

test('a file that is there already is overwritten only by force', async () => {
  const file = join(directory, 'fixtures.jsonl');
  refuseExisting(file, { force: false });
  await writeOutput(file, 'first', { force: false });
  expect(() => refuseExisting(file, { force: false })).toThrow(existing);
  await expect(writeOutput(file, 'second', { force: false })).rejects.toThrow(existing);
  expect(await readFile(file, 'utf8')).toBe('first');
  refuseExisting(file, { force: true });
  await writeOutput(file, 'second', { force: true });
  expect(await readFile(file, 'utf8')).toBe('second');
});

test('a file that cannot be written is told of', async () => {
  const file = join(directory, 'absent', 'fixtures.jsonl');
  await expect(writeOutput(file, 'it', { force: false })).rejects.toThrow(
    expect.objectContaining({ name: 'InvalidOption' }) as Error,
  );
  expect(existsSync(file)).toBe(false);
});
