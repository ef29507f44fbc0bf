import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CustomResourceEvent } from '../../../deployment/custom-resource';

/** What a handler asked of AWS: `PutParameter`, `GetItem`, `DescribeStacks`…, and with what. */
export interface Call {
  action: string;
  input: Record<string, unknown>;
}

type Answer = { status?: number; body: unknown };

export interface Platform {
  calls: Call[];
  /** What CloudFormation was answered. */
  answers: { Status: string; Reason: string; PhysicalResourceId: string }[];
  responseUrl: string;
  close(): Promise<void>;
}

/**
 * One server for the AWS APIs that handlers ask, and for CloudFormation's answers. Sets the environment by which SDK
 * clients find it when they first ask. `answer`: what an action is answered with; by default
 * nothing much.
 */
export async function startPlatform(
  answer: (call: Call) => Answer | undefined = () => undefined,
): Promise<Platform> {
  // Handlers write down what fails them.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const calls: Call[] = [];
  const seen = new Set<unknown>();
  const answers: Platform['answers'] = [];
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      if (request.method === 'PUT') {
        answers.push(JSON.parse(text) as Platform['answers'][number]);
        response.end();
        return;
      }
      const call = callOf(request, text);
      // Attempts of one call share this id; a call that is made twice has two.
      const id = request.headers['amz-sdk-invocation-id'];
      if (!seen.has(id)) calls.push(call);
      if (id !== undefined) seen.add(id);
      const { status = 200, body } = answer(call) ?? { body: {} };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    TABLE_NAME: 'public',
  });
  return {
    calls,
    answers,
    responseUrl: `${url}/answer`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A request of CloudFormation's. */
export const request = <Properties>(
  { responseUrl }: Platform,
  type: CustomResourceEvent<Properties>['RequestType'],
  properties: Properties,
): CustomResourceEvent<Properties> => ({
  RequestType: type,
  ResponseURL: responseUrl,
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1',
  RequestId: 'request',
  LogicalResourceId: 'Resource',
  ResourceProperties: { ServiceToken: 'function', ...properties },
});

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function callOf({ headers }: IncomingMessage, text: string): Call {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.split('.').at(-1) ?? '';
    return { action, input: JSON.parse(text) as Record<string, unknown> };
  }
  const input = Object.fromEntries(new URLSearchParams(text));
  return { action: input.Action ?? '', input };
}
