import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Release } from '../../core/cluster';
import { TransshipError } from '../../core/errors';

/** Where an embedded cloud can be found, by whoever is in the same directory and is the same user. */
export interface LocalCloud {
  /** Of the process that it lives in. */
  pid: number;
  /** The load balancer's. */
  url: string;
  cluster: string;
  table: string;
  stateMachine: string;
  /** What the AWS SDK reads from the environment to find it instead of AWS. */
  environment: Record<string, string>;
  /** Name of each release that is published there → its artifacts. */
  releases: Record<string, Release>;
}

export const localFile = (directory = process.cwd()): string =>
  join(directory, '.transship', 'local.json');

const HOW = 'Start one in a clone of Transship: npm run transship -- local up.';

/** Errors: `LocalCloudMissing` if none runs that was started in this directory. */
export function findLocalCloud(file = localFile()): LocalCloud {
  const found = readLocalCloud(file);
  if (found) return found;
  const message = `No embedded cloud that runs is told of in ${file}. ${HOW}`;
  throw new TransshipError('LocalCloudMissing', message);
}

/** Undefined where there is none, or where the one told of does not run any more. */
export function readLocalCloud(file = localFile()): LocalCloud | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const found = JSON.parse(text) as LocalCloud;
    return isAlive(found.pid) ? found : undefined;
  } catch (error) {
    const message = `${file} cannot be read (${String(error)}). Delete it. ${HOW}`;
    throw new TransshipError('LocalCloudMissing', message, { cause: error });
  }
}

/** Only its owner may read it. Returns what takes it away again. */
export function tellLocalCloud(cloud: LocalCloud, file = localFile()): () => void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(cloud, undefined, 2)}\n`, { mode: 0o600 });
  // Also where it was there before, left by one that was killed.
  chmodSync(file, 0o600);
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
