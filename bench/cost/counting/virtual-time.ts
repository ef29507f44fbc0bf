import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../core/clock';

/**
 * A time that jumps to the next who waits as soon as nothing else is under way: what is done in it is exactly what the
 * waits ask for, however slow the machine is.
 */
export class VirtualTime implements Clock {
  private time = Date.parse('2026-01-01T00:00:00Z');
  private readonly sleepers = new Set<{ due: number; wake: () => void }>();

  /** `busy`: something is under way whose end does not depend on this time. */
  constructor(private readonly busy: () => boolean) {}

  now(): number {
    return this.time;
  }

  elapsed(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { due: this.time + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await this.settle();
      const [next] = [...this.sleepers].sort((a, b) => a.due - b.due);
      if (!next || next.due > until) break;
      this.time = next.due;
      next.wake();
    }
    this.time = until;
  }

  private async settle(): Promise<void> {
    do for (let turns = 0; turns < 3; turns++) await turn();
    while (this.busy());
  }
}
