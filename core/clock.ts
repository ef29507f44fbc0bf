import { setTimeout as delay } from 'node:timers/promises';

/** The time, injected so that everything that waits can be run on another one. */
export interface Clock {
  /** Milliseconds since the epoch. For display, expiry and due times: safety never compares clocks. */
  now(): number;
  /** Milliseconds from some fixed point, never going back. For measuring how long something took. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};
