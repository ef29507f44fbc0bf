import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { randomIds } from '../../../core/ids';
import type { Handler } from '../domain/context';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../http-server';
import { plainContext } from './context';

/** Service → its handler. */
export type Handlers = Record<string, Handler>;

/** The same routes as under Transship: `POST /<service>` answers with the result, `GET /health`. */
export const startPlainServer = (
  handlers: Handlers,
  options?: HttpServerOptions,
): Promise<HttpServer> =>
  startHttpServer((request, response) => {
    const route = `${request.method} ${request.url}`;
    const service = route.startsWith('POST /') ? route.slice('POST /'.length) : '';
    const handler = Object.hasOwn(handlers, service) ? handlers[service] : undefined;
    if (route === 'GET /health') answer(response, 200, { status: 'ok' });
    else if (handler) void run(handler, request, response);
    else answer(response, 404, failure('ServiceNotFound', `nothing at ${route}`));
  }, options);

async function run(handler: Handler, request: IncomingMessage, response: ServerResponse) {
  const executionId = randomIds.next();
  response.setHeader('execution-id', executionId);
  try {
    answer(response, 200, await handler(plainContext(executionId), await body(request)));
  } catch (error) {
    const { name, message, status = 500 } = error as Error & { status?: number };
    answer(response, status, failure(name, message));
  }
}

const body = (request: IncomingMessage): Promise<unknown> =>
  json(request).catch(() => {
    throw Object.assign(new Error('The body is not JSON.'), { name: 'InvalidBody', status: 400 });
  });

const failure = (name: string, message: string) => ({ error: name, message });

const answer = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
