import { spawnSync } from 'node:child_process';
import { commandOf } from './engines/environments';
import { computes, templateFiles } from './stacks/synth';

test.each(computes)('cfn-lint finds nothing in any template (%s)', (compute) => {
  const files = templateFiles(compute);
  expect(files.length).toBeGreaterThanOrEqual(3);
  const { status, stdout, stderr } = spawnSync(
    commandOf('moto', 'cfn-lint'),
    // CDK writes down each dependency, also those that a reference implies (W3005).
    ['--regions', 'us-east-1', '--ignore-checks', 'W3005', '--', ...files],
    { encoding: 'utf8' },
  );
  expect({ status, found: stdout + stderr }).toEqual({ status: 0, found: '' });
});
