import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';

/** A third of it is left for all else that the Lambda that asks does in its 60 s. */
const ANSWER_MS = 40_000;

/** Asked once: whether to ask again is for the state machine to say. */
const functions = new LambdaClient({
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
    // An answer may also begin, and not end.
    socketTimeout: ANSWER_MS,
  },
});

/** What a function of somebody else's said, or why it has said nothing; `silent`: not yet, or it is not ready. */
export type Said = { answer: unknown } | { error: string } | 'silent';

/** Invokes a function, and waits for what it says for 40 s at most. Errors: those of AWS that may be otherwise soon. */
export async function askFunction(functionArn: string, request: object): Promise<Said> {
  try {
    const { Payload, FunctionError } = await functions.send(
      new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(request) }),
    );
    const text = Payload?.transformToString() ?? '';
    return FunctionError === undefined ? { answer: parsed(text) } : { error: errorIn(text) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/^(TimeoutError|ResourceConflictException)$/.test(error.name)) return 'silent';
    if (!isRefusal(error)) throw error;
    return { error: `${error.name}: ${error.message}` };
  }
}

/** AWS says no, and would again. */
const isRefusal = (error: Error): boolean =>
  error instanceof LambdaServiceException &&
  error.$fault === 'client' &&
  error.name !== 'TooManyRequestsException';

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
