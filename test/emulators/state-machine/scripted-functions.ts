import type { LambdaClient } from '@aws-sdk/client-lambda';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Json } from '../../../core/json';
import type { LambdaOutcome } from '../../../local/lambda';
import { createFunction } from '../engines/functions';

/** A function that does what it is told over HTTP. */
const OBEDIENT = `
exports.handler = async (event, { functionName }) => {
  const response = await fetch(process.env.SCRIPT_URL, { method: 'POST', body: JSON.stringify({ functionName, event }) });
  const told = await response.json();
  if (told.ok) return told.payload;
  throw Object.assign(new Error(told.errorMessage), { name: told.errorType });
};
`;

/** What a function answers to an event. */
export type Script = (functionName: string, event: Json) => LambdaOutcome;

export interface ScriptedFunctions {
  /** From now on the functions answer by this. */
  follow(answer: Script): void;
  close(): Promise<void>;
}

/** Lambda functions of somebody else's AWS, whose answers are said here. */
export async function scriptFunctions(
  client: LambdaClient,
  names: string[],
): Promise<ScriptedFunctions> {
  let answer: Script = (name) => ({ ok: true, payload: name });
  const server = createServer((request, response) => {
    void text(request).then((asked) => {
      const { functionName, event } = JSON.parse(asked) as { functionName: string; event: Json };
      response.end(JSON.stringify(answer(functionName, event)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of names)
    await createFunction(client, {
      name,
      code: OBEDIENT,
      timeoutSeconds: 60,
      environment: { SCRIPT_URL: url },
    });
  return {
    follow: (next) => void (answer = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
