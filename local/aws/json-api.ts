import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Refuses a call the way AWS does: `code` is the error's name in the SDK. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** What an operation is given is what the SDK sent: a parsed body, which each operation reads as its own input type. */
export type Operations = Record<string, (input: never) => unknown>;

export interface AwsApi {
  endpoint: string;
  close(): Promise<void>;
}

/** Serves an AWS API of the JSON protocol (`x-amz-target: Prefix.Operation`) on a free port of this machine. */
export async function startJsonApi(
  version: '1.0' | '1.1',
  operations: Operations,
): Promise<AwsApi> {
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const answer = (status: number, body: unknown) =>
      response
        .writeHead(status, { 'content-type': `application/x-amz-json-${version}` })
        .end(JSON.stringify(body ?? {}));
    json(request)
      .then((input) => {
        const run = operations[operation];
        if (!run) throw new AwsError('UnknownOperationException', `${operation} is not emulated`);
        return run(input as never);
      })
      .then((output) => answer(200, output))
      .catch((error: unknown) =>
        error instanceof AwsError
          ? answer(error.status, { __type: error.code, message: error.message })
          : answer(500, { __type: 'InternalFailure', message: String(error) }),
      );
  });
  // The SDK keeps connections open; a shorter keep-alive here would reset one that is just being used.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  );
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
