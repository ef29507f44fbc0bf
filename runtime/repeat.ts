import type { Clock } from '../core/clock';

/** Does something again and again, jittered around a pause, until stopped. Troubles are told, and it goes on. */
export function repeat(
  work: () => Promise<void>,
  pauseMs: number,
  clock: Clock,
  onTrouble: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      await work().catch(onTrouble);
      await clock.sleep(pauseMs * (0.75 + Math.random() / 2), stopped.signal);
    }
  })();
  return {
    stop: () => {
      stopped.abort();
      return loop;
    },
  };
}
