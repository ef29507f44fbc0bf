import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** Said when it takes too long: "… did not come about". */
  what: string;
  signal: AbortSignal;
  /** Default 60 s. */
  withinMs?: number;
  /** Default 200 ms. */
  everyMs?: number;
}

/** Looks again and again until it holds. Rejects when `signal` aborts, or when it takes too long. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { what, signal, withinMs = 60_000, everyMs = 200 }: UntilOptions,
): Promise<void> {
  const latest = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > latest)
      throw new Error(`${what} did not come about within ${withinMs / 1_000} s.`);
    await sleep(everyMs, undefined, { signal });
  }
}
