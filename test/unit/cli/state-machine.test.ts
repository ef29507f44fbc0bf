import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goTo } from '../../../cli/cloud/place';
import { findStateMachine, withoutQualifier } from '../../../cli/cloud/state-machine';

const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:transship-upgrade';
const stack = (name: string) => `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
  <StackName>${name}</StackName>
  <Outputs><member><OutputKey>StateMachine</OutputKey><OutputValue>${arn}:current</OutputValue></member></Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const absent = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
  <Message>Stack with id TransshipUpgrade does not exist</Message></Error></ErrorResponse>`;

let server: Server;
let answer: { status: number; body: string };
const asked: string[] = [];
const before = { ...process.env };
beforeAll(async () => {
  server = createServer((request, response) => {
    request.on('data', (chunk) => asked.push(String(chunk)));
    request.on('end', () =>
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  });
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});

const place = (options: object = {}, environment: object = {}) =>
  goTo({ cluster: 'shop', ...options }, { AWS_REGION: 'eu-west-1', ...environment });

test('the state machine is found by the output of its stack', async () => {
  answer = { status: 200, body: stack('TransshipUpgrade') };
  expect(await findStateMachine(place())).toBe(`${arn}:current`);
  expect(asked.join('')).toContain('StackName=TransshipUpgrade');
});

test('where there is no such stack it is said what to pass', async () => {
  answer = { status: 400, body: absent };
  await expect(findStateMachine(place())).rejects.toMatchObject({
    name: 'NotDeployed',
    message: expect.stringMatching(/region eu-west-1.*--region.*--state-machine/) as string,
  });
});

test('a flag goes before the environment, and that before the stack', async () => {
  const TRANSSHIP_STATE_MACHINE = 'arn:told';
  expect(await findStateMachine(place({}, { TRANSSHIP_STATE_MACHINE }))).toBe('arn:told');
  const both = place({ stateMachine: 'arn:flag' }, { TRANSSHIP_STATE_MACHINE });
  expect(await findStateMachine(both)).toBe('arn:flag');
});

test('of an alias the state machine itself is known, and of that it stays what it is', () => {
  expect(withoutQualifier(`${arn}:current`)).toBe(arn);
  expect(withoutQualifier(arn)).toBe(arn);
});

test('a profile that is named goes before keys in the environment', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  goTo({ cluster: 'shop', profile: 'production' }, environment);
  expect(environment).toMatchObject({ AWS_PROFILE: 'production' });
  expect(environment).not.toHaveProperty('AWS_ACCESS_KEY_ID');
});
