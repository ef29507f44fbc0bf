import type { SendTaskFailureInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import { randomBytes } from 'node:crypto';
import type { Json } from '../../core/json';
import { AwsError, type Operations } from '../aws/json-api';
import { PAYLOAD_LIMIT, StateError } from './failure';

/** A task that waits until somebody answers for it. */
export interface AwaitedTask {
  token: string;
  /** Resolves with the output that was sent; throws the StateError that was sent. */
  answered: Promise<Json>;
}

/** The tokens by which tasks that wait are answered, each of them once. */
export class Tokens {
  /** Undefined: nobody waits for the answer any more. */
  private readonly settlers = new Map<string, ((answer: Json | StateError) => void) | undefined>();

  issue(): AwaitedTask {
    const token = randomBytes(48).toString('base64url');
    const answered = new Promise<Json>((resolve, reject) =>
      this.settlers.set(token, (answer) =>
        answer instanceof StateError ? reject(answer) : resolve(answer),
      ),
    );
    // It may be answered before its function has ended, when nobody looks yet.
    answered.catch(() => {});
    return { token, answered };
  }

  close(token: string): void {
    this.settlers.set(token, undefined);
  }

  private answer(token: string | undefined, answer: Json | StateError): void {
    if (token === undefined || !this.settlers.has(token))
      throw new AwsError('InvalidToken', `Invalid Token: 'Invalid token'`);
    const settle = this.settlers.get(token);
    if (!settle)
      throw new AwsError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
    this.close(token);
    settle(answer);
  }

  readonly operations = {
    SendTaskSuccess: ({ taskToken, output }: SendTaskSuccessInput) => {
      this.answer(taskToken, outputIn(output));
      return {};
    },

    SendTaskFailure: ({ taskToken, error, cause }: SendTaskFailureInput) => {
      this.answer(taskToken, new StateError(error ?? 'States.TaskFailed', cause));
      return {};
    },
  } satisfies Operations;
}

function outputIn(output = ''): Json {
  if (Buffer.byteLength(output) > PAYLOAD_LIMIT)
    throw new AwsError('InvalidOutput', `Invalid Output: 'Output is too large'`);
  try {
    return JSON.parse(output) as Json;
  } catch {
    throw new AwsError('InvalidOutput', `Invalid Output: '${output}' is not JSON`);
  }
}
