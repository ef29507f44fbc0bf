import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from './assembly';

export type Compute = 'ecs' | 'ec2';

/** What `cdk synth` makes of the example, as a user would run it. */
export function synthesise(compute: Compute): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const options = ['--quiet', '--output', directory, '--context', `compute=${compute}`];
    execFileSync('npx', ['cdk', 'synth', ...options], { stdio: 'pipe' });
    return new Assembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
