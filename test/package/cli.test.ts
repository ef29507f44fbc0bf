import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Consumer } from './consumer';

const consumer = new Consumer();
afterAll(() => consumer.remove());

const transship = (...args: string[]) =>
  spawnSync(join(consumer.modules, '.bin', 'transship'), args, {
    cwd: consumer.folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: consumer.place, AWS_EC2_METADATA_DISABLED: 'true' },
  });

test('the command is there, with nothing but the package', () => {
  const { status, stdout } = transship('--help');
  expect([status, stdout]).toEqual([0, expect.stringContaining('Exit codes: ')]);
});

test('it asks AWS with what it brings, and says that it finds no credentials', () => {
  const { status, stderr } = transship('status', '--cluster', 'shop', '--region', 'eu-west-1');
  expect([status, stderr]).toEqual([3, expect.stringMatching(/^CredentialsMissing: /)]);
});

test('it says plainly that the embedded cloud needs a clone', () => {
  for (const args of [
    ['local', 'up'],
    ['status', '--local'],
  ]) {
    const { status, stderr } = transship(...args);
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^LocalCloudMissing: .*clone/i)]);
  }
});
