import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from './assembly';

export type Compute = 'ecs' | 'ec2';

/** Functions of the cluster's owner. */
const MIGRATION = 'arn:aws:lambda:us-east-1:123456789012:function:migrate';
const SMOKE_TEST = 'arn:aws:lambda:us-east-1:123456789012:function:smoke-test';

/** What `cdk synth` makes of the example, as a user would run it who has hooks. */
export function synthesise(compute: Compute): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const hooks = [`beforeUpgrade=${MIGRATION}`, `smokeTest=${SMOKE_TEST}`];
    const context = [`compute=${compute}`, ...hooks];
    const options = ['--quiet', '--output', directory];
    for (const each of context) options.push('--context', each);
    execFileSync('npx', ['cdk', 'synth', ...options], { stdio: 'pipe' });
    return new Assembly(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
