import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from './request';

/** What DynamoDB's HTTP API is asked, answered; `undefined` breaks the connection. */
type Handle = (operation: string, body: Record<string, unknown>) => Promise<Answer | undefined>;

export interface Front {
  endpoint: string;
  /** Breaks all connections; resolves when the last request is no longer being handled. */
  close(): Promise<void>;
}

/** An HTTP server that takes in each request whole before it is handled. */
export async function startFront(handle: Handle): Promise<Front> {
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const serving = serve(request, response, handle).finally(() => running.delete(serving));
    running.add(serving);
  });
  // The SDK keeps connections open; a shorter keep-alive here would reset one that is just being used.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  );
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(running);
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: Handle) {
  const payload = await text(request).catch(() => undefined);
  // The client went away in mid-body: this was never a request.
  if (payload === undefined) return;
  const answer = await answerTo(request, payload, handle);
  if (!answer) {
    request.socket.destroy();
    return;
  }
  // Without the optional x-amz-crc32 header, that would have to be that of our body and not of the engine's.
  response
    .writeHead(answer.status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': randomUUID(),
    })
    .end(JSON.stringify(answer.body));
}

async function answerTo(request: IncomingMessage, payload: string, handle: Handle) {
  const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
  const body = parse(payload);
  if (!body) return { status: 400, body: { __type: `${SERVICE}#SerializationException` } };
  return handle(operation, body).catch((error: unknown) => ({
    status: 500,
    body: { __type: `${SERVICE}#InternalServerError`, message: String(error) },
  }));
}

const SERVICE = 'com.amazon.coral.service';

function parse(payload: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(payload);
    return typeof body === 'object' && body !== null ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}
