import { setTimeout as sleep } from 'node:timers/promises';
import { passing } from './failures';

const EVERY_MS = 1_000;

export interface Looking {
  /** Name of where it looks, for people. */
  place: string;
  signal: AbortSignal;
  /** Told once of each trouble that does not end it. */
  trouble(this: void, text: string): void;
}

/**
 * Looks again and again until `look` has an answer, or `signal` aborts: then undefined. That nobody answers for a while
 * does not end it, because what is looked at goes on meanwhile.
 */
export async function lookAgain<T>(
  look: () => Promise<T | undefined>,
  { place, signal, trouble }: Looking,
): Promise<T | undefined> {
  let told: string | undefined;
  // A look at what is gone can take minutes, for which nobody who has pressed Ctrl-C waits.
  const aborted = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  while (!signal.aborted) {
    try {
      const answer = await Promise.race([look(), aborted]);
      if (answer !== undefined) return answer;
      told = undefined;
    } catch (error) {
      const reason = passing(error, place);
      if (!reason) throw error;
      if (told !== reason.name) trouble(`${reason.message} Looking again.`);
      told = reason.name;
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
