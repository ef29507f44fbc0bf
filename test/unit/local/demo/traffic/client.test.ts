import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../../../../../local/demo/traffic/client';
import { quote } from '../../../../../local/demo/traffic/workload';

const right = { quote: 'quote-1', release: '1', cents: 7_990 };

/** Sends quote 1 to a server that answers as told, and tells what the client makes of it. */
async function sendTo(
  answer: (request: IncomingMessage, response: ServerResponse, times: number) => void,
  patienceMs = 60_000,
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => answer(request, response, asked.length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signal = new AbortController().signal;
  try {
    const log = await send(quote(1, 0), { url, respondAsync: true, patienceMs, signal });
    return { log, asked };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, headers).end(JSON.stringify(body));

test('a result is a success, and its execution is remembered', async () => {
  const { log } = await sendTo((_, response) =>
    json(response, 200, right, { 'execution-id': 'e' }),
  );
  expect(log).toMatchObject({ status: 200, result: right, execution: 'e', failure: undefined });
});

test('redirects are followed as fetch does it, and counted', async () => {
  const { log, asked } = await sendTo((request, response) => {
    const hop = Number(new URL(request.url ?? '', 'http://x').searchParams.get('hop') ?? 0);
    if (hop === 2) json(response, 200, right);
    else json(response, 303, null, { location: `/executions/e?hop=${hop + 1}` });
  });
  expect(asked).toEqual(['POST /quotes', 'GET /executions/e?hop=1', 'GET /executions/e?hop=2']);
  expect(log).toMatchObject({ status: 200, redirects: 2, failure: undefined });
});

test('a 202 is polled at its location until the result is there', async () => {
  const { log, asked } = await sendTo((request, response, times) => {
    if (request.method === 'POST')
      json(response, 202, null, {
        location: '/executions/e',
        'execution-id': 'e',
        'retry-after': '0',
      });
    else if (times < 3) json(response, 202, null, { 'retry-after': '0' });
    else json(response, 200, right);
  });
  expect(asked).toEqual(['POST /quotes', 'GET /executions/e', 'GET /executions/e']);
  expect(log).toMatchObject({ result: right, execution: 'e' });
});

test('an error status is a failure by its name, and is not tried again', async () => {
  const { log, asked } = await sendTo((_, response) =>
    json(response, 503, { error: 'StoreUnavailable', message: 'no' }),
  );
  expect(log).toMatchObject({
    status: 503,
    result: undefined,
    failure: 'HTTP 503 StoreUnavailable',
    refusal: { error: 'StoreUnavailable', message: 'no' },
  });
  expect(asked).toHaveLength(1);
});

test('a broken connection is a failure', async () => {
  const { log } = await sendTo((request) => request.socket.destroy());
  expect(log.status).toBeUndefined();
  expect(log.failure).toMatch(/^connection broken/);
});

test("somebody else's result is a failure", async () => {
  const { log } = await sendTo((_, response) =>
    json(response, 200, { ...right, quote: 'quote-2' }),
  );
  expect(log).toMatchObject({ result: undefined, failure: 'a wrong result' });
});

test('a client does not wait forever', async () => {
  const { log } = await sendTo(() => undefined, 50);
  expect(log).toMatchObject({ status: undefined, failure: 'no result in time' });
});
