import { setTimeout as sleep } from 'node:timers/promises';

export interface PermittedOptions {
  /** Default 20 s. */
  withinMs?: number;
  /** Default 2 s. */
  everyMs?: number;
}

/** Asks again where it is not permitted yet: a policy that was made a moment ago is not in force everywhere at once. */
export async function oncePermitted<T>(
  ask: () => Promise<T>,
  { withinMs = 20_000, everyMs = 2_000 }: PermittedOptions = {},
): Promise<T> {
  const latest = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (!/^AccessDenied/.test(name) || performance.now() > latest) throw error;
    }
    await sleep(everyMs);
  }
}
