import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../core/clock';

/**
 * Calls `send` at a steady rate, whatever becomes of the calls before, until `signal` aborts. Each call is told when it
 * was due; after a hold-up, the missed ones are sent one right after the other, late but not forgotten.
 */
export async function openLoop(
  perSecond: number,
  send: (number: number, dueAt: number) => void,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  const from = clock.now();
  for (let number = 1; ; number++) {
    const dueAt = from + (number * 1_000) / perSecond;
    const early = dueAt - clock.now();
    // One that never catches up must let others have their turn: answers, and whoever stops it.
    await (early > 0 ? clock.sleep(early, signal) : turn());
    if (signal.aborted) return;
    send(number, dueAt);
  }
}
