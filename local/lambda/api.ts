import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Json } from '../../core/json';
import type { AwsApi } from '../aws/json-api';
import { listen, shut } from '../aws/listen';
import type { LambdaOutcome } from './outcome';

const INVOCATION = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/;

/** Serves Lambda's `Invoke`, and nothing else of it, on a free port of this machine. */
export async function startLambdaApi(
  invoke: (functionName: string, payload: Json) => Promise<LambdaOutcome>,
): Promise<AwsApi> {
  const server = createServer((request, response) => {
    const answer = (status: number, headers: Record<string, string>, body: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    const refuse = (status: number, name: string, message: string) =>
      answer(status, { 'x-amzn-errortype': name }, { message });
    const named = INVOCATION.exec(request.url ?? '')?.groups?.name;
    if (named === undefined) {
      refuse(404, 'UnknownOperationException', `${request.url} is not emulated`);
      return;
    }
    // An ARN's last part is the function's name.
    const name = decodeURIComponent(named).split(':').at(-1) ?? '';
    json(request)
      .then((payload) => invoke(name, payload as Json))
      .then((outcome) => {
        if (outcome.ok) return answer(200, {}, outcome.payload);
        const { errorType, errorMessage } = outcome;
        if (errorType === 'Lambda.ResourceNotFoundException')
          return refuse(404, 'ResourceNotFoundException', errorMessage);
        return answer(200, { 'x-amz-function-error': 'Unhandled' }, { errorType, errorMessage });
      })
      .catch((error: unknown) => refuse(500, 'ServiceException', String(error)));
  });
  // The SDK keeps connections open; a shorter keep-alive here would reset one that is just being used.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => shut(server) };
}
