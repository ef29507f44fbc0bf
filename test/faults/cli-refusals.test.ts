/** What the command says and ends with when it is used wrongly, or when nobody answers, or not to us. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cli } from '../support/cli';

/** A stand-in for all of AWS that answers every call with one error. */
async function refusing(type: string, message: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_, response) =>
    response
      .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: type, message })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };
const run = (args: string, environment: Record<string, string> = keys) =>
  cli(args.split(' '), { environment, directory: '/' });

test.each([
  ['stauts', 'Did you mean status?'],
  ['status --colour', "unknown option '--colour'"],
  ['status', 'InvalidOption: Which cluster?'],
  ['upgrade --cluster shop', 'InvalidUpdate: '],
  ['upgrade --cluster shop --update orders', 'It must be COMPONENT=ARTIFACT.'],
  ['upgrade --cluster shop --update orders=latest', 'must be an ECR image by digest'],
  ['upgrade --cluster shop --bake-seconds soon', 'It must be a whole number from 0 to 3600.'],
  ['upgrade /nonexistent.json --cluster shop', 'The manifest cannot be read'],
  ['upgrade --cluster shop --release 2', 'goes with --local only'],
  ['upgrade --cluster shop --dry-run --follow', 'cannot be used with option'],
  ['status --local --region eu-west-1', 'does not go with --local'],
  ['executions list --cluster shop --limit 0', 'whole number'],
  ['executions export --cluster shop --keep input..sku', 'words between dots'],
  ['executions export --cluster shop --keep input --plain', 'cannot be used with option'],
  ['executions export --cluster shop some-id --version 2', 'do not go with ids'],
  ['executions export --cluster shop --output /', 'Pass --force'],
])('transship %s is wrong usage', async (args, message) => {
  const { code, stdout, stderr } = await run(args);
  expect(stderr).toContain(message);
  expect([code, stdout]).toEqual([2, '']);
});

test('help is given, with the exit codes', async () => {
  const { code, stdout } = await run('--help');
  expect([code, stdout]).toEqual([0, expect.stringContaining('Exit codes: 0 done;')]);
});

test('without credentials it says how to give some', async () => {
  const { code, stderr } = await run('status --cluster shop', { AWS_REGION: 'eu-west-1' });
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^CredentialsMissing: .*--profile/)]);
});

test('without a region it says how to give one', async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = keys;
  const { code, stderr } = await run('status --cluster shop', {
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^InvalidOption: .*--region/)]);
});

test('without an embedded cloud it says how to start one', async () => {
  const { code, stderr } = await run('status --local');
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^LocalCloudMissing: .*local up/)]);
});

test.each([
  ['ResourceNotFoundException', 'Requested resource not found', 'NotDeployed', 'eu-west-1'],
  [
    'AccessDeniedException',
    'User x is not authorized to perform: dynamodb:GetItem',
    'PermissionMissing',
    'dynamodb:GetItem',
  ],
  ['UnrecognizedClientException', 'The token is invalid', 'CredentialsMissing', '--profile'],
])('%s of AWS is told at once, as what it means', async (type, message, name, says) => {
  const { url, server } = await refusing(type, message);
  try {
    const { code, stderr } = await run('status --cluster shop', { ...keys, AWS_ENDPOINT_URL: url });
    expect(stderr).toMatch(new RegExp(`^${name}: .*${says}`));
    expect(code).toBe(3);
  } finally {
    server.close();
  }
});

test('doctor ends with what keeps it from looking', async () => {
  const { url, server } = await refusing('AccessDeniedException', 'not authorized: everything');
  try {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:upgrade';
    const environment = { ...keys, AWS_ENDPOINT_URL: url, TRANSSHIP_STATE_MACHINE: machine };
    const { code, stdout } = await run('doctor --cluster shop --json', environment);
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { about: string; level: string }[] };
    expect(findings.map(({ about, level }) => `${about} ${level}`)).toEqual([
      'credentials ok',
      'state machine fail',
      'public store fail',
    ]);
  } finally {
    server.close();
  }
});
