import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  url: string;
  /** Takes no new connection, finishes what is open, and resolves once the last request is answered. */
  finish(): Promise<void>;
  /** Ends at once, cutting off what is open. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. In a container of its own network: 0.0.0.0. */
  host?: string;
}

/** Starts a plain HTTP server. Rejects when the port is taken. */
export async function startHttpServer(
  listener: RequestListener,
  { port = 0, host = '127.0.0.1' }: HttpServerOptions = {},
): Promise<HttpServer> {
  let finishing = false;
  const server = createServer((request, response) => {
    // A connection kept alive would hold up the end after its last answer.
    if (finishing) response.shouldKeepAlive = false;
    response.once('close', () => finishing && setImmediate(() => server.closeIdleConnections()));
    listener(request, response);
  });
  // Longer than any load balancer's, so that it never closes a connection that is just being used.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, host, resolve),
  );
  const ended = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    finish: () => {
      finishing = true;
      return ended();
    },
    close: () => {
      const end = ended();
      server.closeAllConnections();
      return end;
    },
  };
}
