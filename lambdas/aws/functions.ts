import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** A third of it is left for all else that the Lambda that asks does in its 60 s. */
const ANSWER_MS = 40_000;

/** Asked once: whether to ask again is for the state machine to say. */
const functions = new LambdaClient({
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  },
});

/** What a function of somebody else's said, or why it has said nothing. */
export type Said = { answer: unknown } | { error: string };

/** Invokes a function, and waits for what it says for 40 s at most. */
export async function askFunction(functionArn: string, request: object): Promise<Said> {
  const { Payload, FunctionError } = await functions.send(
    new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(request) }),
  );
  const text = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) return { error: errorIn(text) };
  return { answer: parsed(text) };
}

function errorIn(text: string): string {
  const { errorType = 'Error', errorMessage = text } = Object(parsed(text)) as {
    errorType?: string;
    errorMessage?: string;
  };
  return `${errorType}: ${errorMessage}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
