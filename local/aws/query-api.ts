import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AwsApi, AwsError } from './json-api';
import { listen, shut } from './listen';
import { parseQuery } from './query';
import type { Dialect } from './query-dialects';
import type { Operations } from './query-operation';

/** Serves an AWS API of the query protocol (form in, XML out) on a free port of this machine. */
export async function startQueryApi(dialect: Dialect, operations: Operations): Promise<AwsApi> {
  const run = async (body: string): Promise<string> => {
    const { Action, ...parameters } = parseQuery(body);
    const action = typeof Action === 'string' ? Action : '';
    const operate = operations[action];
    if (!operate) throw new AwsError('InvalidAction', `${action} is not emulated`);
    return dialect.answer(action, (await operate(parameters)) ?? {}, randomUUID());
  };
  const server = createServer((request, response) => {
    const answer = (status: number, xml: string) =>
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    text(request)
      .then(run)
      .then((xml) => answer(200, xml))
      .catch((error: unknown) => {
        const { status, code, message } =
          error instanceof AwsError
            ? error
            : { status: 500, code: 'InternalFailure', message: String(error) };
        answer(status, dialect.refusal(code, message, randomUUID()));
      });
  });
  // The SDK keeps connections open; a shorter keep-alive here would reset one that is just being used.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => shut(server) };
}
