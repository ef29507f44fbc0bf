import type { Json } from '../../core/json';

/** How an invocation ended. `errorType` is the thrown error's name, or one of AWS's own. */
export type LambdaOutcome =
  | { ok: true; payload: Json }
  | { ok: false; errorType: string; errorMessage: string; trace?: string[] };

export const functionNotFound = (functionName: string): LambdaOutcome => ({
  ok: false,
  errorType: 'Lambda.ResourceNotFoundException',
  errorMessage: `Function not found: ${functionName}`,
});

export const timedOut = (timeoutSeconds: number): LambdaOutcome => ({
  ok: false,
  errorType: 'Sandbox.Timedout',
  errorMessage: `Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

export const processEnded = (code: number | null, signal: string | null): LambdaOutcome => ({
  ok: false,
  errorType: 'Runtime.ExitError',
  errorMessage: `Error: Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`}`,
});
