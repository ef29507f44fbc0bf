import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the embedded cloud keeps what containers and functions print. */
const sources = ['logs', 'functions'];

/** Copies what every child has printed, so that a failure can be looked into once all is taken down. Returns where to. */
export async function keepLogs(workDirectory: string, reportDirectory: string): Promise<string> {
  const logs = join(reportDirectory, 'logs');
  await rm(logs, { recursive: true, force: true });
  for (const source of sources) {
    const from = join(workDirectory, source);
    const files = await readdir(from).catch(() => []);
    for (const file of files.filter((name) => name.endsWith('.log')))
      await cp(join(from, file), join(logs, file));
  }
  return logs;
}
