import { type Server, createServer } from 'node:http';
import { listen, shut } from '../../../../local/aws/listen';
import { askFunction } from '../../../../lambdas/aws/functions';

/** What Lambda says to an invocation. */
interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

let server: Server;
let reply: Reply;
const ask = () => askFunction('migrate', {});

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body));
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${await listen(server, 0)}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterAll(() => shut(server));

const refusal = (status: number, name: string): Reply => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: { message: 'it is so' },
});

test('what a function answers is what is said', async () => {
  reply = { status: 200, body: { hookStatus: 'SUCCEEDED' } };
  expect(await ask()).toEqual({ answer: { hookStatus: 'SUCCEEDED' } });
});

test('a function that throws says so, by the name of its error', async () => {
  reply = {
    status: 200,
    headers: { 'x-amz-function-error': 'Unhandled' },
    body: { errorType: 'HoldFull', errorMessage: 'no room left' },
  };
  expect(await ask()).toEqual({ error: 'HoldFull: no room left' });
});

test.each([
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
])('one that may not be invoked (%s) has failed, by what AWS says', async (status, name) => {
  reply = refusal(status, name);
  expect(await ask()).toEqual({ error: `${name}: it is so` });
});

test('one that is only waking up is silent, and is asked again', async () => {
  reply = refusal(409, 'ResourceConflictException');
  expect(await ask()).toBe('silent');
});

test.each([
  [429, 'TooManyRequestsException'],
  [500, 'ServiceException'],
])('what AWS may answer otherwise in a moment (%s) is thrown', async (status, name) => {
  reply = refusal(status, name);
  await expect(ask()).rejects.toThrow('it is so');
});
