import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TransshipError } from '../core/errors';
import type { Fixture } from '../core/fixture';
import { parseFixture } from './parse-fixture';

/** A fixture, and where it was found. */
export interface FoundFixture extends Fixture {
  /** For messages: the file, with the line or the place in its list. */
  at: string;
}

/**
 * The fixtures of a file, or of all files `.jsonl` and `.json` in a folder and those below it: the lines that `transship
 * executions export` writes, or, in a file `.json`, its one document with `--json`, a list of fixtures or one fixture.
 * Errors: `InvalidFixture`, which says what is wrong in which file; also where there is none.
 */
export async function readFixtures(path: string): Promise<FoundFixture[]> {
  const found: FoundFixture[] = [];
  for (const file of await filesAt(path)) found.push(...(await fixturesOf(file)));
  if (found.length > 0) return found;
  throw invalid(`There are no fixtures in ${path}: transship executions export makes them.`);
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path, { recursive: true });
    return names
      .filter((name) => /\.jsonl?$/.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (cause) {
    throw invalid(`${path} cannot be read: ${(cause as Error).message}.`, cause);
  }
}

async function fixturesOf(file: string): Promise<FoundFixture[]> {
  const text = await readFile(file, 'utf8');
  return file.endsWith('.json') ? fromDocument(file, text) : fromLines(file, text);
}

const fromLines = (file: string, text: string): FoundFixture[] =>
  text.split('\n').flatMap((line, index) => {
    const at = `${file}:${index + 1}`;
    return line.trim() === '' ? [] : [fixtureAt(at, parsed(at, line))];
  });

function fromDocument(file: string, text: string): FoundFixture[] {
  const document = parsed(file, text);
  const { fixtures = document } = (document ?? {}) as { fixtures?: unknown };
  return Array.isArray(fixtures)
    ? fixtures.map((each: unknown, index) => fixtureAt(`${file}[${index}]`, each))
    : [fixtureAt(file, fixtures)];
}

function parsed(at: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`${at} is not JSON: ${(cause as Error).message}.`, cause);
  }
}

function fixtureAt(at: string, value: unknown): FoundFixture {
  try {
    return { ...parseFixture(value), at };
  } catch (cause) {
    throw invalid(`${at} is not a fixture: ${(cause as Error).message}.`, cause);
  }
}

const invalid = (message: string, cause?: unknown): TransshipError =>
  new TransshipError('InvalidFixture', message, { cause });
