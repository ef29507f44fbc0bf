import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../evidence';
import type { Verdict } from '../verdict/verdict';
import { page } from './page';

/** Writes the page, and the verdict with all its evidence as JSON. Returns the paths written. */
export async function writeReport(
  directory: string,
  evidence: Evidence,
  verdict: Verdict,
): Promise<{ html: string; json: string }> {
  await mkdir(directory, { recursive: true });
  return {
    html: await replace(join(directory, 'index.html'), page(evidence, verdict)),
    json: await replace(join(directory, 'run.json'), JSON.stringify({ verdict, evidence })),
  };
}

/** In one go, so that a reader, or a second run, never meets half a file. */
async function replace(path: string, content: string): Promise<string> {
  const half = `${path}.${process.pid}`;
  await writeFile(half, content);
  await rename(half, path);
  return path;
}
