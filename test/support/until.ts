import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once the condition holds; rejects if it has not within `withinMs` (default a minute, for busy machines). */
export async function until(
  condition: () => unknown,
  { withinMs = 60_000, everyMs = 20 } = {},
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`Not within ${withinMs} ms: ${String(condition)}`);
    await delay(everyMs);
  }
}
