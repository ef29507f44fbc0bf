import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type Clock, systemClock } from '../core/clock';
import { TransshipError } from '../core/errors';

export interface SendOptions {
  clock?: Clock;
  /** Ends the asking with `StoreUnavailable`; the outcome of a write is then unknown. Default: never. */
  signal?: AbortSignal;
  /** Told of each attempt that got no answer. */
  onTrouble?: (error: unknown) => void;
}

/** What is stored is not as it should be; asking again does not help. */
export class DataFault extends Error {}

const LONGEST_PAUSE_MS = 1_000;

const isAnswer = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException ||
  error instanceof DataFault ||
  (error instanceof Error && error.name === 'ValidationException');

/** Asks the store the same thing until it answers, in pauses that grow to a second. */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  { clock = systemClock, signal, onTrouble }: SendOptions = {},
): Promise<T> {
  for (let pause = 20; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (isAnswer(error)) throw error;
      onTrouble?.(error);
      if (signal?.aborted) {
        const message =
          'The public store does not answer; whether a write was made is unknown. Try again.';
        throw new TransshipError('StoreUnavailable', message, { cause: error });
      }
    }
    await clock.sleep(pause / 2 + (Math.random() * pause) / 2, signal);
  }
}

/**
 * Sends one conditional write, the same each time, until it is accepted or refused. A lost answer, a time-out and a
 * throttle all say nothing of whether it was or will be carried out, so nothing may be concluded from them.
 */
export async function sendUntilAnswered(
  send: () => Promise<unknown>,
  options?: SendOptions,
): Promise<'accepted' | 'refused'> {
  try {
    await untilAnswered(send, options);
    return 'accepted';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'refused';
    throw error;
  }
}
